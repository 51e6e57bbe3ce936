package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"xiansuo/pkg/lead"
	"xiansuo/services/internal/local"
	"xiansuo/services/routing"
)

func districtCommand(o *options) *cobra.Command {
	var kind string
	cmd := &cobra.Command{
		Use: "district", Short: "What the district decides for itself: its units, duty lists, local limits, holidays", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return listSettings(cmd.Context(), o) },
	}
	load := &cobra.Command{
		Use: "load FILE", Short: "Load a document: district.yaml, clocks.yaml or calendar-<year>.txt", Args: cobra.ExactArgs(1),
		Long: "Loads a document into a running xiansuo, which takes it up within a few seconds. It is checked first: a document that is not in order\n" +
			"changes nothing. Every version is kept, with who loaded it. Units that it adds get a token in the data folder.",
		Example: "  xiansuo district load district.yaml\n  xiansuo district load calendar-2027.txt",
		RunE: func(cmd *cobra.Command, args []string) error {
			return loadSetting(cmd.Context(), o, args[0], kind)
		},
	}
	load.Flags().StringVar(&kind, "kind", "", "district, clocks or calendar-<year>, when the name of the file does not say so")
	cmd.AddCommand(load)
	return cmd
}

type setting struct {
	Kind    string    `json:"kind"`
	Version int64     `json:"version"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Content string    `json:"content"`
}

func listSettings(ctx context.Context, o *options) error {
	c, err := newClient(o.data, "desk")
	if err != nil {
		return err
	}
	var answer struct {
		Settings []setting `json:"settings"`
	}
	if err := c.get(ctx, "/routing/api/v1/settings", &answer); err != nil {
		return err
	}
	if o.output == "json" {
		return printJSON(answer)
	}
	w := newTable("document", "version", "loaded by", "at")
	for _, s := range answer.Settings {
		w.AppendRow(table.Row{s.Kind, s.Version, s.By, s.At.Local().Format(time.DateTime)})
	}
	w.Render()
	return nil
}

func loadSetting(ctx context.Context, o *options, file, kind string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return failed(err)
	}
	if kind == "" {
		kind = strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	}
	c, err := newClient(o.data, "desk")
	if err != nil {
		return err
	}
	var kept setting
	if err := c.put(ctx, "/routing/api/v1/settings/"+kind, content, &kept); err != nil {
		return err
	}
	fmt.Printf("%s: version %d is in force\n", kept.Kind, kept.Version)
	if kind != routing.DistrictDocument {
		return nil
	}
	units, err := routing.UnitsOf(string(content))
	if err != nil {
		return failed(err)
	}
	return failed(giveTokens(o.data, units))
}

// giveTokens makes the tokens of units that have none.
func giveTokens(data string, units []lead.Department) error {
	made, err := local.AddUnits(data, units...)
	for _, u := range made {
		fmt.Printf("%s: its token is %s\n", u, filepath.Join(data, "credentials", string(u)+".token"))
	}
	return err
}
