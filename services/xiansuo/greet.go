package main

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"xiansuo/pkg/calendar"
	"xiansuo/services/internal/local"
	"xiansuo/services/internal/run"
	"xiansuo/services/internal/web"
)

// greet waits until everything is ready, replays the samples into a new folder, and says where everything is.
func (u *up) greet(ctx context.Context, p *run.Process, folder *local.Folder, a local.Addresses) error {
	if err := awaitReady(ctx, p, u.out); err != nil {
		return err
	}
	if err := openPages(p); err != nil {
		return err
	}
	u.log.Info("xiansuo is ready")
	fmt.Fprintf(u.out, "ready in %.1f s\n", time.Since(u.began).Seconds())
	if u.samples && folder.New {
		if err := u.showDistrict(ctx, p, a); err != nil {
			return fmt.Errorf("samples: %w", err)
		}
	}
	link, err := u.deskLink(ctx, p)
	if err != nil {
		return err
	}
	u.showTable(p, folder, a, link)
	return nil
}

// showDistrict fills a new folder with the sample district: what it decides for itself, its complaints, and what its departments did. A
// story that cannot be told to its end says so and keeps nothing from running.
func (u *up) showDistrict(ctx context.Context, p *run.Process, a local.Addresses) error {
	if err := loadSampleDistrict(ctx, u.data); err != nil {
		return err
	}
	leads, err := replaySamples(ctx, u.data, a, u.out)
	if err != nil {
		return err
	}
	if err := tellStories(ctx, u.data, p.Now(), leads, u.out); err != nil {
		u.log.Warn("a sample story was not told to its end", "error", err)
		fmt.Fprintln(u.out, "samples: not told to the end:", err)
	}
	return ctx.Err()
}

// deskLink asks for a link as xiansuo link does, so that it is good for as long as the desk's token.
func (u *up) deskLink(ctx context.Context, p *run.Process) (string, error) {
	if p.Sessions == nil {
		return "", nil
	}
	return linkAs(ctx, u.data, web.DeskPrincipal)
}

// showTable says where everything is, and what to type next in another terminal.
func (u *up) showTable(p *run.Process, folder *local.Folder, a local.Addresses, link string) {
	at := ""
	if u.data != defaultData {
		at = " --data " + u.data
	}
	t := table.NewWriter()
	t.SetOutputMirror(u.out)
	t.SetStyle(table.StyleLight)
	if link != "" {
		t.AppendRow(table.Row{"pages as the desk (link for one use)", link})
	}
	t.AppendRows([]table.Row{
		{"the public site", a.HTTP + "/public/"}, {"follow a report by its receipt", a.HTTP + "/follow"},
	})
	t.AppendSeparator()
	t.AppendRows([]table.Row{
		{"HTTP", a.HTTP}, {"NATS", a.NATS},
		{"credentials", filepath.Join(folder.Dir, "credentials")}, {"log", filepath.Join(folder.Dir, "xiansuo.log")},
	})
	t.AppendSeparator()
	t.AppendRows([]table.Row{
		{"what waits for a person", "bin/xiansuo desk" + at}, {"what waits for a department", "bin/xiansuo queue market" + at},
		{"the whole way of a lead", "bin/xiansuo trace " + a.District + "-" + p.Now().In(calendar.China).Format("2006") + "-000001" + at},
		{"another link to the pages", "bin/xiansuo link" + at}, {"as a department, or its head", "bin/xiansuo link --as education" + at}, {"", "    --as education-head"},
		{"as legal review, or publishing", "    --as legal | disclosure-editor | disclosure-approver"}, {"as who rules and oversees", "    --as taskforce"}, {"stop; the next run continues", "Ctrl-C"},
	})
	t.Render()
}

// awaitReady waits until nothing is missing, and says what was when that takes too long. For as long as a log must be recovered by a person
// it says so once, and waits.
func awaitReady(ctx context.Context, p *run.Process, out io.Writer) error {
	deadline, told := time.Now().Add(readyWithin), false
	for {
		missing := p.Ready(ctx)
		if len(missing) == 0 {
			return nil
		}
		var lines []string
		for name, why := range missing {
			lines = append(lines, name+": "+why)
		}
		sort.Strings(lines)
		switch all := strings.Join(lines, "; "); {
		case strings.Contains(all, "`xiansuo recover"):
			if deadline = time.Now().Add(readyWithin); !told {
				fmt.Fprintln(out, "not ready, and waiting:", all)
				told = true
			}
		case time.Now().After(deadline):
			return fmt.Errorf("not ready within %s: %s", readyWithin, all)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// withoutPassword is a database's URL as it may be shown.
func withoutPassword(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	u.User = url.User(u.User.Username())
	return u.String()
}
