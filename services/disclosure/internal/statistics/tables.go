package statistics

import (
	"slices"

	"xiansuo/pkg/lead"
)

// tables shows what may be told as tables.
func (d Draft) tables() []Table {
	received, ended, answered := d.net(Received), d.net(Ended), d.net(Answered)
	types := table(TypesTable, received, slices.DeleteFunc(codes(), func(c string) bool { return len(c) != 3 }), []string{Count})
	answers := append(slices.Clone(verdicts), Total)
	tables := []Table{
		table(StreetsTable, received, append(append(slices.Clone(d.Streets), Other), Total), append(slices.Clone(groups), Total)),
		types,
		table(ChannelsTable, received, channels(), []string{Count}),
		table(OutcomesTable, ended, append(slices.Clone(outcomes), Total), []string{Count}),
		d.departments(),
		table(AnswersTable, answered, questions, answers),
		d.cases(),
		table(CaseOutcomesTable, d.net(Closed), caseOutcomes, []string{Count}),
		table(PublicationsTable, d.net(Closed), publications, []string{Count}),
		d.harm(),
		d.refunds(),
		d.operations(),
	}
	whole := d.net(Answered).cell(Answered.whole())
	for i := range questions { // each question's answers add up to the same
		tables[5].Cells[i][len(answers)-1] = whole
	}
	return append(tables, rates(tables))
}

func (d Draft) net(p Population) *Network { return d.Known[p].Network }

func (n *Network) cell(f Figure) Cell {
	a := n.Arc(f)
	if a == nil || a.Hidden {
		return Cell{Suppressed: true}
	}
	return Cell{N: a.N}
}

func table(name string, n *Network, rows, columns []string) Table {
	t := Table{Name: name, Rows: rows, Columns: columns}
	for _, row := range rows {
		var cells []Cell
		for _, column := range columns {
			cells = append(cells, n.cell(Figure{name, row, column}))
		}
		t.Cells = append(t.Cells, cells)
	}
	return t
}

func (d Draft) departments() Table {
	t := Table{Name: DepartmentsTable, Rows: departments(), Columns: []string{"ended", "opened"}}
	for _, row := range t.Rows {
		t.Cells = append(t.Cells, []Cell{d.net(Ended).cell(Figure{DepartmentsTable, row, "ended"}), d.net(Opened).cell(Figure{DepartmentsTable, row, "opened"})})
	}
	return t
}

func (d Draft) cases() Table {
	t := Table{Name: CasesTable, Columns: []string{Count}}
	for _, p := range []Population{Opened, Filed, Decided, Closed} {
		t.Rows = append(t.Rows, string(p))
		t.Cells = append(t.Cells, []Cell{d.net(p).cell(p.whole())})
	}
	return t
}

func (d Draft) harm() Table {
	return Table{Name: HarmTable, Rows: []string{"leads", "cases"}, Columns: []string{Count},
		Cells: [][]Cell{{d.net(HarmLeads).cell(HarmLeads.whole())}, {d.net(HarmCases).cell(HarmCases.whole())}}}
}

func (d Draft) refunds() Table {
	smallest := d.net(Received).Smallest
	return Table{Name: RefundsTable, Rows: []string{"ordered", "paid"}, Columns: []string{"fen", "cases"}, Cells: [][]Cell{
		{d.Sums.Ordered.cell(), d.Sums.Ordered.cases(smallest)},
		{d.Sums.Paid.cell(), d.Sums.Paid.cases(smallest)},
	}}
}

func (d Draft) operations() Table {
	smallest := d.net(Received).Smallest
	return Table{Name: OperationsTable, Rows: []string{"operations", "sites", "findings"}, Columns: []string{Count},
		Cells: [][]Cell{{{N: d.Works.Operations}}, {{N: d.Works.Sites}}, {number(d.Works.Findings, smallest)}}}
}

// rates computes shares from figures that are told: the numerator, what it is a share of, and both are told or neither, so that a share
// tells nothing that the tables do not.
func rates(tables []Table) Table {
	r := Release{Tables: tables}
	t := Table{Name: RatesTable, Columns: []string{"over", "under"}}
	share := func(name string, over Cell, rest ...Cell) {
		under := Cell{N: over.N, Suppressed: over.Suppressed}
		for _, c := range rest {
			under.N, under.Suppressed = under.N+c.N, under.Suppressed || c.Suppressed
		}
		if under.Suppressed {
			over, under = Cell{Suppressed: true}, Cell{Suppressed: true}
		}
		t.Rows, t.Cells = append(t.Rows, name), append(t.Cells, []Cell{over, under})
	}
	for _, q := range questions {
		share(q, r.Table(AnswersTable).Cell(q, string(lead.Yes)), r.Table(AnswersTable).Cell(q, string(lead.No)))
	}
	outcomes, published := r.Table(OutcomesTable), r.Table(PublicationsTable)
	share("substantiated", outcomes.Cell(string(lead.Substantiated), Count), outcomes.Cell(string(lead.Unsubstantiated), Count))
	share("published", published.Cell("published", Count), published.Cell("proposed", Count))
	paid, ordered := r.Table(RefundsTable).Cell("paid", "fen"), r.Table(RefundsTable).Cell("ordered", "fen")
	if paid.Suppressed || ordered.Suppressed {
		paid, ordered = Cell{Suppressed: true}, Cell{Suppressed: true}
	}
	t.Rows, t.Cells = append(t.Rows, "refunded"), append(t.Cells, []Cell{paid, ordered})
	return t
}
