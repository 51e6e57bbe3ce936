// Command measure prints which messages of a file are the same by package likeness, in the rules' categories, and how often.
//
//	go run ./services/routing/internal/likeness/measure FILE
//
// FILE holds one JSON object per line: id, topic, text and perhaps address.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"xiansuo/pkg/lead"
	"xiansuo/services/routing/internal/likeness"
	"xiansuo/services/routing/internal/rules"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: measure FILE")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

// message is one line of the file.
type message struct {
	ID, Topic, Text, Address string

	category lead.Category
	print    likeness.Print
}

func run(name string, out io.Writer) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	set, err := rules.Default()
	if err != nil {
		return err
	}
	messages, err := read(file, set)
	if err != nil {
		return err
	}
	compareAll(messages, out)
	return nil
}

func read(file io.Reader, set *rules.Set) (all []message, err error) {
	for d := json.NewDecoder(bufio.NewReader(file)); d.More(); {
		var m message
		if err := d.Decode(&m); err != nil {
			return nil, err
		}
		m.category = set.Decide(rules.Input{Title: m.Topic, Text: m.Text, Address: m.Address}).Category
		matter := lead.Matter{Title: m.Topic, Text: m.Text}
		if m.Address != "" {
			matter.Place = &lead.Place{Address: m.Address}
		}
		m.print = likeness.Of(matter, m.category)
		all = append(all, m)
	}
	return all, nil
}

// compareAll compares each message with those that share a key, prints the pairs and counts all.
func compareAll(all []message, out io.Writer) {
	index, count, keys, compared, empty := map[int64][]int{}, map[likeness.How]int{}, 0, 0, 0
	for i, m := range all {
		seen := map[int]bool{}
		if m.print.Empty() {
			empty++
		}
		for _, k := range m.print.Keys() {
			keys++
			for _, j := range index[k] {
				seen[j] = true
			}
			index[k] = append(index[k], i)
		}
		for j := range i {
			v := likeness.Compare(all[j].print, m.print)
			if !seen[j] && v.How != likeness.Different {
				fmt.Fprintf(out, "not found by keys: %s %s %v\n", all[j].ID, m.ID, v)
			}
			if seen[j] {
				compared++
			}
			count[v.How]++
			if v.How != likeness.Different {
				fmt.Fprintf(out, "%-8s %.2f %s %s %s %s %v\n", v.How, v.Similarity, all[j].ID, m.ID, all[j].category, m.category, v.Why)
			}
		}
	}
	fmt.Fprintf(out, "%d messages, %d empty, %.1f keys each, %d pairs share a key; certain %d, likely %d, linked %d\n", len(all), empty,
		float64(keys)/float64(max(len(all), 1)), compared, count[likeness.Certain], count[likeness.Likely], count[likeness.Linked])
}
