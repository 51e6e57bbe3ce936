package event

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// golden returns events as logs hold them.
func golden(t testing.TB) (all [][]byte) {
	t.Helper()
	files, err := filepath.Glob("../lead/testdata/*.json")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d golden examples, %v", len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var e Event
		if err := e.UnmarshalJSON(data); err != nil {
			t.Fatal(err)
		}
		e.SetExtension(Sequence, nil)
		e.DataEncoded = compact(t, e.Data())
		body, err := e.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, Numbered(body, 7))
	}
	return all
}

func compact(t testing.TB, data []byte) []byte {
	t.Helper()
	var v any
	if err := fast.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	out, err := fast.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// An event of our log is read as the SDK reads it, without the SDK.
func TestOwnReadsAsTheSDKDoes(t *testing.T) {
	for _, raw := range golden(t) {
		got, ok := quick(raw)
		if !ok {
			t.Fatalf("left to the SDK: %s", raw)
		}
		var want Event
		if err := want.UnmarshalJSON(raw); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.String(), got.String()); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(want.Extensions(), got.Extensions()); diff != "" {
			t.Error(diff)
		}
		if string(want.Data()) != string(got.Data()) || want.Type() != got.Type() || !want.Time().Equal(got.Time()) || want.Source() != got.Source() {
			t.Errorf("%s is read as %s", want, got)
		}
	}
}

// What is in another form is left to the SDK.
func TestOwnLeavesOtherFormsToTheSDK(t *testing.T) {
	const head = `{"specversion":"1.0","id":"1","source":"/s","type":"t","subject":"s","time":"2026-07-03T06:58:31Z"`
	for _, raw := range []string{``, `{`, `[]`, `null`, head, head + `}`, head + `,"data":{}`, head + `,"data":{"a":"}`, head + `,"data":[]}`, head + `,"data":"x"}`,
		head + `,"data":{},"data":{}}`, head + `,"data_base64":"eA=="}`, head + `,"ext":1,"data":{}}`, head + `,"ext":"\u0041","data":{}}`, head + `,"ext":"线","data":{}}`,
		head + `,"data":{}}x`, head + `, "data":{}}`, `{"specversion":"0.3"` + head[20:] + `,"data":{}}`, head + `,"dataschema":"%zz","data":{}}`} {
		if _, ok := quick([]byte(raw)); ok {
			t.Errorf("read without the SDK: %s", raw)
		}
	}
	if e, ok := quick([]byte(head + `,"data":{"a":"\\\"}{","b":[{"c":"]"}]}}`)); !ok || string(e.Data()) != `{"a":"\\\"}{","b":[{"c":"]"}]}` {
		t.Errorf("quotes and brackets in texts: %v, %s", ok, e.Data())
	}
}

// Whatever the bytes, what is read without the SDK is what the SDK would read.
func FuzzOwn(f *testing.F) {
	for _, raw := range golden(f) {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, ok := quick(raw)
		if !ok {
			return
		}
		var want Event
		if err := want.UnmarshalJSON(raw); err != nil {
			return // its data is no JSON: whoever decodes that finds it
		}
		if want.ID() != got.ID() || want.Type() != got.Type() || want.Subject() != got.Subject() || want.Source() != got.Source() ||
			string(want.Data()) != string(got.Data()) || !cmp.Equal(want.Extensions(), got.Extensions()) {
			t.Errorf("%q\nSDK:  %s\nhere: %s", raw, want, got)
		}
	})
}

func BenchmarkOwn(b *testing.B) {
	all := golden(b)
	b.Run("here", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if _, ok := quick(all[i%len(all)]); !ok {
				b.Fatal("left to the SDK")
			}
		}
	})
	b.Run("SDK", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			var e Event
			if err := e.UnmarshalJSON(all[i%len(all)]); err != nil {
				b.Fatal(err)
			}
		}
	})
}
