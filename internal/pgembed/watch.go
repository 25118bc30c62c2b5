package pgembed

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// retry is how long Watch waits before it tries again to start a server that
// would not start.
const retry = time.Second

// Watch keeps the server running until ctx ends, whoever started it: when it
// goes away, the first process to notice starts it again and the others join.
// It holds one idle connection, so an end is noticed at once, without polling.
//
// After each interruption onRestart is called with nil when the server is back,
// or with the reason why it could not be started; Watch then goes on trying.
// Connection pools need nothing from it, they dial again by themselves. It may
// be nil.
//
// End ctx before calling [Cluster.Stop].
func (c *Cluster) Watch(ctx context.Context, onRestart func(error)) {
	if onRestart == nil {
		onRestart = func(error) {}
	}
	for ctx.Err() == nil {
		c.wait(ctx)
		if ctx.Err() != nil {
			return
		}
		err := c.ensure(ctx)
		if ctx.Err() != nil {
			return
		}
		onRestart(err)
		if err != nil && sleep(ctx, retry) != nil {
			return
		}
	}
}

// wait returns when the server has gone away, or ctx ended.
func (c *Cluster) wait(ctx context.Context) {
	conn, err := pgx.Connect(ctx, c.URL)
	if err != nil {
		return
	}
	defer conn.Close(context.WithoutCancel(ctx))
	for err == nil {
		// Nobody listens on this connection: only its end makes this return.
		_, err = conn.WaitForNotification(ctx)
	}
}
