package score

// bins are the upper ends of the reliability table; narrow at the top, where a
// threshold for reading without a person will lie.
var bins = []float64{0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1}

// A Bin holds the fields shown with a confidence in (From, To].
type Bin struct {
	From, To float64
	Count    int
	Right    int
	Sum      float64 // of the confidences
}

// A Reliability says whether a stated confidence is a probability: of fields
// shown with 0.9, nine in ten should be right.
type Reliability struct{ Bins []Bin }

func (r *Reliability) add(confidence float64, right bool) {
	if r.Bins == nil {
		from := 0.0
		for _, to := range bins {
			r.Bins = append(r.Bins, Bin{From: from, To: to})
			from = to
		}
	}
	for i := range r.Bins {
		if confidence <= r.Bins[i].To || i == len(r.Bins)-1 {
			r.Bins[i].Count++
			r.Bins[i].Sum += confidence
			if right {
				r.Bins[i].Right++
			}
			return
		}
	}
}

// Error is the expected calibration error: the mean distance of stated confidence
// and measured accuracy over the bins, weighted by their fields.
func (r Reliability) Error() float64 {
	total, sum := 0, 0.0
	for _, b := range r.Bins {
		total += b.Count
		sum += max(b.Sum-float64(b.Right), float64(b.Right)-b.Sum)
	}
	if total == 0 {
		return 0
	}
	return sum / float64(total)
}

// WrongAbove returns how many fields were shown with at least the confidence
// of a bin's lower end, and how many of them are wrong.
func (r Reliability) WrongAbove(confidence float64) (shown, wrong int) {
	for _, b := range r.Bins {
		if b.From >= confidence {
			shown += b.Count
			wrong += b.Count - b.Right
		}
	}
	return shown, wrong
}
