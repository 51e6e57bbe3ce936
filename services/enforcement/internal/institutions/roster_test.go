package institutions

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// list reads a list whose first line is the headings; cells are separated by |.
func list(t *testing.T, kind Roster, text string) (out []Entry) {
	t.Helper()
	rows := strings.Split(strings.TrimSpace(text), "\n")
	columns, ok := Columns(strings.Split(rows[0], "|"))
	if !ok {
		t.Fatalf("no headings in %s", rows[0])
	}
	for i, row := range rows[1:] {
		cells := strings.Split(row, "|")
		out = append(out, ReadEntry(kind, i+2, func(c Column) string {
			if at, ok := columns[c]; ok && at < len(cells) {
				return cells[at]
			}
			return ""
		}))
	}
	return out
}

// Headings are found under their many names, with hints in brackets.
func TestColumns(t *testing.T) {
	for line, want := range map[string]bool{
		"序号|培训机构名称|统一社会信用代码（必填）|办学许可证编号|有效期": true, "name|uscc": true, "* 单位名称|信用代码": true,
		"机构名称|地址": false, "某区持证机构名单": false, "": false,
	} {
		if _, ok := Columns(strings.Split(line, "|")); ok != want {
			t.Errorf("%s: %v", line, ok)
		}
	}
}

// Days are read as lists write them, two in one cell too; what is none is a problem that names its column and repeats nothing.
func TestReadEntry(t *testing.T) {
	code := codeOf("91990101MA0000002")
	all := list(t, Licensed, "机构名称|信用代码|许可证号|许可范围|有效期\n"+
		"甲艺术|"+strings.ToLower(code)+"|教民199010170000012|艺术类|2024年1月1日至2026.12.31\n"+
		"乙艺术|"+code+"|教民199010170000013|艺术类|20240101至长期\n"+
		"丙艺术|"+code[:17]+"0|教民199010170000014|艺术类|去年起至今年\n|||")
	if e := all[0]; len(e.Problems) > 0 || e.From != "2024-01-01" || e.Until != "2026-12-31" || e.Code != code || e.Kind != Company {
		t.Errorf("%+v", e)
	}
	if e := all[1]; len(e.Problems) > 0 || e.From != "2024-01-01" || e.Until != "" {
		t.Errorf("%+v", e)
	}
	if got := strings.Join(all[2].Problems, "；"); !strings.Contains(got, "校验位不符：按前 17 位应为 "+code[17:]) || !strings.Contains(got, "有效期：不是起止日期") || strings.Contains(got, "去年") || strings.Contains(got, code[:17]) {
		t.Errorf("problems %s", got)
	}
	if len(all[3].Problems) != 4 {
		t.Errorf("an empty row: %v", all[3].Problems)
	}
}

// A list makes what is new, changes what it says otherwise, leaves what is the same, and leaves doubts to a person.
func TestEnrol(t *testing.T) {
	s := entered(t, school())
	s.Fresh = nil
	code, other, number := s.Registration.USCC, codeOf("91990101MA0000009"), s.Licences[0].Number
	for name, test := range map[string]struct {
		row     string
		want    Verdict
		changes string
	}{
		"nothing new":                  {"晨星文化艺术|" + code + "|" + number + "|学科类|2024-01-01|2026-12-31|国贸中心A座15层", RowSame, "[]"},
		"a longer licence":             {"晨星文化艺术|" + code + "|" + number + "|学科类|2024-01-01|2027-12-31|", RowChanged, "[licences]"},
		"a second licence and a place": {"晨星文化艺术|" + code + "|教民199010170000099|艺术类|2026-01-01||朝阳路120号4层", RowChanged, "[places licences]"},
		"found by its licence":         {"晨星文化艺术||" + number + "|学科类|2024-01-01|2026-12-31|", RowSame, "[]"},
		"another name":                 {"启明艺术|" + code + "|" + number + "|学科类|2024-01-01|2026-12-31|", RowDoubtful, "[]"},
		"its licence, another code":    {"晨星文化艺术|" + other + "|" + number + "|学科类|2024-01-01|2026-12-31|", RowDoubtful, "[]"},
		"its name, another code":       {"晨星文化艺术|" + other + "|教民199010170000098|学科类|2024-01-01|2026-12-31|", RowDoubtful, "[]"},
		"new":                          {"启明艺术|" + other + "|教民199010170000098|学科类|2024-01-01|2026-12-31|", RowNew, "[]"},
		"no scope":                     {"启明艺术|" + other + "|教民199010170000098||2024-01-01|2026-12-31|", RowWrong, "[]"},
	} {
		t.Run(name, func(t *testing.T) {
			now := *s
			e := list(t, Licensed, "名称|信用代码|许可证号|许可范围|有效期起|有效期止|地址\n"+test.row)[0]
			got, state := Enrol(Licensed, e, []*State{&now}, "new", by(t, education, "2026-07-02"))
			if got.Verdict != test.want || fmt.Sprint(got.Changes) != test.changes || (state != nil) != got.Verdict.Good() {
				t.Errorf("%+v", got)
			}
			if test.want == RowNew && (state.ID != "new" || state.Licences[0].Department != "education" || state.Papers("2026-07-02") != "licensed") {
				t.Errorf("%+v", state)
			}
		})
	}
}

// Market's list of registrations corrects the registration and enters nobody; education's renames, and keeps the former name.
func TestEnrolRegistrations(t *testing.T) {
	s := entered(t, school())
	head := "名称|信用代码|登记日期|登记类型|住所\n"
	e := list(t, Registered, head+"晨星文化艺术|"+s.Registration.USCC+"|2022-03-02|有限责任公司|星河路33号")[0]
	got, state := Enrol(Registered, e, []*State{s}, "n", by(t, market, "2026-07-02"))
	if got.Verdict != RowChanged || fmt.Sprint(got.Changes) != "[registration]" || state.Registration.From != "2022-03-02" {
		t.Errorf("%+v", got)
	}
	e = list(t, Registered, head+"启明艺术|"+s.Registration.USCC+"|2022-03-02||")[0]
	if got, _ := Enrol(Registered, e, []*State{s}, "n", by(t, market, "2026-07-02")); got.Verdict != RowDoubtful {
		t.Errorf("%+v", got)
	}
	if got, state := Enrol(Registered, e, []*State{s}, "n", by(t, education, "2026-07-02")); got.Verdict != RowChanged || state.Name != "启明艺术" || !slices.Contains(state.Former, school().Name) {
		t.Errorf("%+v", got)
	}
	e = list(t, Registered, head+"新设|"+codeOf("91990101MA0000009")+"|2022-03-02||")[0]
	if got, _ := Enrol(Registered, e, nil, "n", by(t, market, "2026-07-02")); got.Verdict != RowDoubtful {
		t.Errorf("%+v", got)
	}
}

// A white list that is imported keeps the rule of every entry: what is suspended is not on it.
func TestEnrolWhite(t *testing.T) {
	s := entered(t, school())
	e := list(t, WhiteList, "名称|信用代码\n晨星文化艺术|"+s.Registration.USCC)[0]
	s.Orders = []Order{{Safety: true, OpenedOn: "2026-07-01"}}
	if got, _ := Enrol(WhiteList, e, []*State{s}, "w", by(t, education, "2026-07-02")); got.Verdict != RowWrong || !strings.Contains(got.Problems[0], "safety order") {
		t.Errorf("%+v", got)
	}
	s.Orders = nil
	if got, _ := Enrol(WhiteList, e, []*State{s}, "w", by(t, education, "2026-07-02")); got.Verdict != RowChanged || !s.Listed("2026-07-02") {
		t.Errorf("%+v", got)
	}
	if got, _ := Enrol(WhiteList, e, []*State{s}, "w", by(t, education, "2026-07-02")); got.Verdict != RowSame {
		t.Errorf("%+v", got)
	}
	e.Code = codeOf("91990101MA0000009")
	e.Name = "启明艺术"
	if got, _ := Enrol(WhiteList, e, nil, "w", by(t, education, "2026-07-02")); got.Verdict != RowWrong {
		t.Errorf("%+v", got)
	}
}
