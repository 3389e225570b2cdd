package source

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// docx replaces the bytes of a DOCX document by the text of its paragraphs, one
// a line, and takes the title out of its properties.
func docx(d *Document, limit int64) error {
	remedy := "save it again, or as text"
	z, err := zip.NewReader(bytes.NewReader(d.Bytes), int64(len(d.Bytes)))
	if err != nil {
		return fault(d.Path, ErrFormat, remedy, "%v", err)
	}
	body, err := part(z, "word/document.xml", limit)
	if err != nil {
		return fault(d.Path, ErrFormat, remedy, "%v", err)
	}
	text, err := paragraphs(body, limit)
	if err != nil {
		return fault(d.Path, ErrFormat, remedy, "%v", err)
	}
	if strings.TrimSpace(text) == "" {
		return fault(d.Path, ErrEmpty, "remove it from the list", "no paragraph holds text")
	}
	if core, err := part(z, "docProps/core.xml", limit); err == nil && d.Title == "" {
		var properties struct {
			Title string `xml:"title"`
		}
		if xml.Unmarshal(core, &properties) == nil {
			d.Title = strings.TrimSpace(properties.Title)
		}
	}
	d.Bytes, d.Charset, d.valid, d.Extracted = []byte(text), UTF8, true, true
	return nil
}

// part reads a part of the package.
func part(z *zip.Reader, name string, limit int64) ([]byte, error) {
	f, err := z.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = ErrTooLarge
	}
	return data, err
}

// paragraphs returns the text of WordprocessingML. Deleted text and fields'
// instructions are left out, and so are the page's head and foot, which stand in
// other parts of the package.
func paragraphs(data []byte, limit int64) (string, error) {
	dec := xml.NewDecoder(bytes.NewReader(data))
	var out strings.Builder
	inText := false
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return out.String(), nil
		}
		if err != nil {
			return "", err
		}
		if int64(out.Len()) > limit {
			return "", ErrTooLarge
		}
		switch t := tok.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "t":
				inText = true
			case "tab":
				out.WriteByte('\t')
			case "br", "cr":
				out.WriteByte('\n')
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "t":
				inText = false
			case "p":
				out.WriteByte('\n')
			}
		case xml.CharData:
			if inText {
				out.Write(t)
			}
		}
	}
}
