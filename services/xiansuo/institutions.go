package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"xiansuo/services/internal/rows"
)

func institutionsCommand(o *options) *cobra.Command {
	cmd := &cobra.Command{Use: "institutions", Short: "The register of institutions"}
	cmd.AddCommand(institutionsImportCommand(o))
	return cmd
}

// roster is a list to import, and how.
type roster struct {
	*options
	as, list, results string
	apply             bool
	out               io.Writer
}

func institutionsImportCommand(o *options) *cobra.Command {
	r := &roster{options: o}
	cmd := &cobra.Command{
		Use: "import FILE", Short: "Say what a list of institutions (XLSX, CSV) would change in the register; --apply does it", Args: cobra.ExactArgs(1),
		Long: "import sends a list to the register and prints what would become of every row: new, changed, same, doubtful or wrong. With --apply the\n" +
			"good rows are applied; a bad row costs no good one, and the same list again changes nothing.\n\nExit codes: 0 no row is doubtful or wrong, 1 some are, 2 usage.",
		RunE: func(cmd *cobra.Command, args []string) error {
			r.out = cmd.OutOrStdout()
			return r.run(cmd.Context(), args[0])
		},
	}
	cmd.Flags().StringVar(&r.as, "as", "education", "whose token to send with: education, culture, taskforce, or market for registrations")
	cmd.Flags().StringVar(&r.list, "list", "licensed", "what the list is: licensed (持证机构名单), registered (登记名单) or white (白名单)")
	cmd.Flags().StringVar(&r.results, "results", "", "where to write, as CSV, what became of each row that is not as it was")
	cmd.Flags().BoolVar(&r.apply, "apply", false, "apply the good rows")
	return cmd
}

// rosterReport is what the register answers.
type rosterReport struct {
	List    string         `json:"list"`
	Applied bool           `json:"applied"`
	Rows    int            `json:"rows"`
	Counts  map[string]int `json:"counts"`
	Items   []struct {
		Row         int      `json:"row"`
		Verdict     string   `json:"verdict"`
		Institution string   `json:"institution,omitempty"`
		Changes     []string `json:"changes,omitempty"`
		Problems    []string `json:"problems,omitempty"`
	} `json:"items"`
}

// verdicts are what becomes of rows, as the sheet calls it.
var verdicts = []struct{ code, zh string }{{"new", "新增"}, {"changed", "变更"}, {"same", "无变化"}, {"doubtful", "存疑"}, {"wrong", "有误"}}

func (r *roster) run(ctx context.Context, path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return failed(err)
	}
	c, err := newClient(r.data, r.as)
	if err != nil {
		return err
	}
	var report rosterReport
	address := "/enforcement/api/v1/institutions/import?" + url.Values{"list": {r.list}, "apply": {strconv.FormatBool(r.apply)}}.Encode()
	if err := c.send(ctx, http.MethodPost, address, "application/octet-stream", content, &report); err != nil {
		return err
	}
	if err := r.write(report); err != nil {
		return failed(err)
	}
	if r.output == "json" {
		if err := printJSON(report); err != nil {
			return err
		}
	} else {
		r.print(report)
	}
	if bad := report.Counts["doubtful"] + report.Counts["wrong"]; bad > 0 {
		return failed(fmt.Errorf("%d of %d rows are doubtful or wrong", bad, report.Rows))
	}
	return nil
}

// shownRows is how many rows with problems are printed; the sheet of results has all of them.
const shownRows = 20

func (r *roster) print(report rosterReport) {
	w := newTable("rows", "结果")
	w.SetOutputMirror(r.out)
	for _, v := range verdicts {
		if n := report.Counts[v.code]; n > 0 {
			w.AppendRow(table.Row{n, v.zh + " " + v.code})
		}
	}
	w.Render()
	shown := 0
	for _, i := range report.Items {
		if len(i.Problems) > 0 {
			if shown++; shown <= shownRows {
				fmt.Fprintf(r.out, "row %d: %s\n", i.Row, strings.Join(i.Problems, "；"))
			}
		}
	}
	if shown > shownRows {
		fmt.Fprintf(r.out, "and %d rows more; --results writes all of them\n", shown-shownRows)
	}
	if !report.Applied {
		fmt.Fprintln(r.out, "nothing was changed; --apply applies what is new and changed")
	}
}

// write writes the sheet of results, if one is wanted.
func (r *roster) write(report rosterReport) error {
	if r.results == "" {
		return nil
	}
	file, err := os.OpenFile(r.results, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	w := csv.NewWriter(file)
	w.UseCRLF = true
	all := [][]string{{"\ufeff行号", "结果", "机构编号", "变更", "说明"}}
	for _, i := range report.Items {
		all = append(all, []string{strconv.Itoa(i.Row), i.Verdict, i.Institution, strings.Join(i.Changes, " "), rows.Guarded(strings.Join(i.Problems, "；"))})
	}
	return errors.Join(w.WriteAll(all), file.Close())
}
