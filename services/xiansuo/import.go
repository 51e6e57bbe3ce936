package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"xiansuo/pkg/event"
	"xiansuo/pkg/lead"
	"xiansuo/services/internal/local"
	"xiansuo/services/xiansuo/sheet"
	"xiansuo/services/xiansuo/sheet/delivery"
)

// importer imports one file.
type importer struct {
	*options
	as, source, sheet, channel, results string
	dryRun                              bool
	out, errOut                         io.Writer
}

func importCommand(o *options) *cobra.Command {
	i := &importer{options: o}
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Send the complaints of a JSONL, CSV or XLSX file to intake; running it twice changes nothing",
		Long: "import sends every row of a file to intake and writes what became of it into a sheet beside the file. Headings may be Chinese or English,\n" +
			"CSV and JSONL are UTF-8 or GB18030. A row's event id comes from its content, so that the same file sent again changes nothing, and a\n" +
			"row that was edited under its old ticket number becomes a supplement. After an interruption, run the same command again.\n\n" +
			"Exit codes: 0 every row was accepted or known, 1 some were not (the sheet of results says which and why), 2 usage.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			i.out, i.errOut = cmd.OutOrStdout(), cmd.ErrOrStderr()
			return i.run(cmd.Context(), args[0])
		},
	}
	cmd.Flags().StringVar(&i.as, "as", "hotline-12345", "whose token and source to send with: "+strings.Join(importSenders(), ", "))
	cmd.Flags().StringVar(&i.source, "source", "import", "part of the source below the sender's own; empty for the sender's own, whose tickets it then shares")
	cmd.Flags().StringVar(&i.sheet, "sheet", "", "worksheet of an XLSX file (default the first visible one)")
	cmd.Flags().StringVar(&i.channel, "channel", "", "channel of rows that name none (default that of --as)")
	cmd.Flags().StringVar(&i.results, "results", "", "where to write what became of each row (default FILE.results.csv, with --dry-run FILE.check.csv)")
	cmd.Flags().BoolVar(&i.dryRun, "dry-run", false, "read and check everything, send nothing")
	return cmd
}

func importSenders() []string { return append(local.Senders(), "desk") }

// senderChannel is the channel of what a sender sends.
func senderChannel(as string) lead.Channel {
	if channel, ok := map[string]lead.Channel{"hotline-12345": lead.Hotline, "desk": lead.Dept}[as]; ok {
		return channel
	}
	return lead.Channel(as)
}

// check says what is wrong with the flags.
func (i *importer) check() error {
	if !slices.Contains(importSenders(), i.as) {
		return fmt.Errorf("--as must be one of %s", strings.Join(importSenders(), ", "))
	}
	if i.channel == "" {
		i.channel = string(senderChannel(i.as))
	}
	if !lead.Channel(i.channel).Valid() {
		return fmt.Errorf("--channel must be one of %v", lead.Channels())
	}
	if i.source == "" {
		return nil
	}
	for _, part := range strings.Split(i.source, "/") {
		if part == "" || part == "." || part == ".." || !event.ValidAttribute(part) || strings.ContainsAny(part, " ?#%") {
			return errors.New("--source must be words of ASCII letters and digits, joined by /")
		}
	}
	return nil
}

func (i *importer) run(ctx context.Context, path string) error {
	if err := i.check(); err != nil {
		return err
	}
	began := time.Now()
	file, err := sheet.Open(path, sheet.Options{Sheet: i.sheet, Channel: lead.Channel(i.channel)})
	if err != nil {
		return failed(err)
	}
	d, err := i.delivery()
	if err != nil {
		return err
	}
	if i.results == "" {
		i.results = path + map[bool]string{true: ".check.csv", false: ".results.csv"}[i.dryRun]
	}
	if d.Results, err = sheet.CreateResults(i.results); err != nil {
		return failed(err)
	}
	i.remark(file)
	m := newMeter(i.errOut, file.Len)
	d.Intake.Say = m
	stopped := errors.Join(d.All(ctx, file.Rows(), m.step), d.Results.Close())
	m.end()
	if err := i.summarise(d, file, time.Since(began)); err != nil {
		return err
	}
	return verdict(ctx, d, stopped)
}

// verdict is the error of an import whose rows were not all taken.
func verdict(ctx context.Context, d *delivery.Delivery, stopped error) error {
	var refusal *delivery.Refusal
	bad := d.Count[sheet.Refused] + d.Count[sheet.Wrong] + d.Count[sheet.Unconfirmed]
	switch {
	case errors.As(stopped, &refusal):
		return refusalOf(refusal.Status, refusal.Body)
	case stopped != nil && ctx.Err() != nil:
		return failed(fmt.Errorf("stopped after %d rows; the same command again sends the rest", d.Rows()-d.Count[sheet.Unconfirmed]))
	case stopped != nil:
		return failed(stopped)
	case bad > 0:
		return failed(fmt.Errorf("%d of %d rows were not taken; %s says which and why", bad, d.Rows(), d.Results.Path))
	}
	return nil
}

// delivery makes what the rows are sent with; nothing is needed for a dry run.
func (i *importer) delivery() (*delivery.Delivery, error) {
	d := &delivery.Delivery{Now: time.Now}
	if i.dryRun {
		return d, nil
	}
	a, err := local.ReadAddresses(i.data)
	if err != nil {
		return nil, failed(err)
	}
	c, err := newClient(i.data, i.as)
	if err != nil {
		return nil, err
	}
	d.Source = strings.TrimSuffix("/"+a.District+"/"+i.as+"/"+i.source, "/")
	d.Intake = delivery.Intake{Base: c.base, Token: c.token, HTTP: c.http, Wait: delivery.Sleep, Patience: 5 * time.Minute}
	return d, nil
}

// remark names what of the file is not used.
func (i *importer) remark(file *sheet.File) {
	for _, w := range file.Warnings {
		fmt.Fprintln(i.errOut, "note: "+w)
	}
	if len(file.Ignored) > 0 {
		fmt.Fprintln(i.errOut, "note: ignored because no field stands for it: "+strings.Join(file.Ignored, "、"))
	}
}

// importSummary is what became of a file.
type importSummary struct {
	Format   string  `json:"format"`
	Encoding string  `json:"encoding,omitempty"`
	Sheet    string  `json:"sheet,omitempty"`
	DryRun   bool    `json:"dryRun,omitempty"`
	Rows     int     `json:"rows"`
	Accepted int     `json:"accepted"`
	Known    int     `json:"known"`
	Refused  int     `json:"refused"`
	Wrong    int     `json:"wrong"`
	Unsure   int     `json:"unconfirmed"`
	Results  string  `json:"results"`
	Seconds  float64 `json:"seconds"`
}

func (i *importer) summarise(d *delivery.Delivery, file *sheet.File, took time.Duration) error {
	s := importSummary{Format: file.Format, Encoding: file.Encoding, Sheet: file.Sheet, DryRun: i.dryRun, Rows: d.Rows(),
		Accepted: d.Count[sheet.Accepted], Known: d.Count[sheet.Known], Refused: d.Count[sheet.Refused], Wrong: d.Count[sheet.Wrong],
		Unsure: d.Count[sheet.Unconfirmed], Results: d.Results.Path, Seconds: took.Round(time.Millisecond).Seconds()}
	if i.output == "json" {
		encoder := json.NewEncoder(i.out)
		encoder.SetIndent("", "  ")
		return failed(encoder.Encode(s))
	}
	w := newTable("rows", "结果")
	w.SetOutputMirror(i.out)
	for _, outcome := range sheet.Outcomes() {
		if n := d.Count[outcome]; n > 0 || outcome == sheet.Accepted && !i.dryRun {
			w.AppendRow(table.Row{n, string(outcome)})
		}
	}
	w.Render()
	_, err := fmt.Fprintf(i.out, "%d rows of %s in %.1f s; results: %s\n", s.Rows, strings.TrimSpace(s.Format+" "+s.Encoding+s.Sheet), s.Seconds, s.Results)
	return failed(err)
}

// meter shows how far an import is: a bar on a terminal, else a line per thousand rows. Messages written to it stand above the bar.
type meter struct {
	io.Writer
	group *mpb.Progress
	bar   *mpb.Bar
	rows  int
}

func newMeter(out io.Writer, rows int) *meter {
	m := &meter{Writer: out}
	if file, ok := out.(*os.File); ok && isatty.IsTerminal(file.Fd()) {
		m.group = mpb.New(mpb.WithOutput(out), mpb.WithWidth(40))
		m.bar = m.group.AddBar(int64(rows), mpb.PrependDecorators(decor.CountersNoUnit("%d/%d rows ")), mpb.AppendDecorators(decor.Percentage()))
		m.Writer = m.group
	}
	return m
}

// step says that one more row is done.
func (m *meter) step() {
	switch m.rows++; {
	case m.bar != nil:
		m.bar.Increment()
	case m.rows%1000 == 0:
		fmt.Fprintf(m, "%d rows\n", m.rows)
	}
}

func (m *meter) end() {
	if m.bar != nil {
		m.bar.Abort(false) // does nothing to a bar that is full
		m.group.Wait()
	}
}
