package specimen

import (
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"
)

// DamageFor returns a damage for the document of a name: one of [Damages] but
// for the clean scan, weaker or a little stronger than it is there. The same
// name has the same damage, whatever else is in its folder.
func DamageFor(name string) Damage {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // never fails
	r := rand.New(rand.NewPCG(h.Sum64(), 0xda3))
	known := Damages()
	delete(known, "clean")
	names := slices.Sorted(maps.Keys(known))
	d := known[names[r.IntN(len(names))]]
	d.Seed = r.Uint64()
	d.SkewDegrees *= 2.2*r.Float64() - 1.1
	if d.Turn > 0 {
		d.Turn = 1 + r.IntN(3)
	}
	k := 0.6 + 0.5*r.Float64()
	for _, v := range []*float64{&d.Perspective, &d.Curl, &d.Table, &d.Blur, &d.Shadow, &d.Crease, &d.Noise, &d.Faded, &d.Specks} {
		*v *= k
	}
	return d
}
