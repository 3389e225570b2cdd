package registry

import "fmt"

// Reader reads records of a store.
type Reader interface {
	// Record returns the value of a record, and whether there is one.
	Record(bucket, key string) (value []byte, found bool, err error)
}

// Writer writes records of a store.
type Writer interface {
	// PutRecord sets the value of a record.
	PutRecord(bucket, key string, value []byte) error
	// DeleteRecord takes a record away, which need not be there.
	DeleteRecord(bucket, key string) error
}

// CountNames tells the index of names that a document bears these names (n is
// 1), or no longer does (n is -1). Names are as NameKey writes
// them, sorted and each once; what the reader reads must be as it is after what
// was written before.
func CountNames(r Reader, w Writer, names []string, n int) error {
	for i := 0; i < len(names); {
		folded, _, _, err := ParseNameKey(names[i])
		if err != nil {
			return err
		}
		value, _, err := r.Record(Labels, folded)
		if err != nil {
			return err
		}
		labels, err := DecodeLabels(value)
		if err != nil {
			return fmt.Errorf("name %q: %w", folded, err)
		}
		before := len(labels)
		for ; i < len(names); i++ { // the names that fold alike stand together
			same, text, lang, err := ParseNameKey(names[i])
			if err != nil {
				return err
			}
			if same != folded {
				break
			}
			labels = CountLabel(labels, text, lang, n)
		}
		if err := putLabels(w, folded, before, labels); err != nil {
			return err
		}
	}
	return nil
}

// putLabels writes the labels of a folded name, which had so many before, and
// where it comes or goes the keys that lead to it.
func putLabels(w Writer, folded string, before int, labels []Label) error {
	if len(labels) > 0 {
		if err := w.PutRecord(Labels, folded, EncodeLabels(labels)); err != nil {
			return err
		}
	} else if err := w.DeleteRecord(Labels, folded); err != nil {
		return err
	}
	if (before == 0) == (len(labels) == 0) {
		return nil
	}
	for _, key := range SearchKeys(folded) {
		var err error
		if len(labels) > 0 {
			err = w.PutRecord(Search, key, nil)
		} else {
			err = w.DeleteRecord(Search, key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
