package clocks

import (
	"errors"
	"fmt"
	"time"

	"xiansuo/pkg/calendar"
)

// settings are what holds for all clocks.
type settings struct {
	// Order of the files.
	Order    []string `yaml:"order"`
	Warnings warnings `yaml:"warnings"`
	Office   office   `yaml:"office"`
	Escalate escalate `yaml:"escalate"`
	Redo     float64  `yaml:"redo"` // share of the first limit
}

type warnings struct {
	Yellow            float64       `yaml:"yellow"`
	Orange            float64       `yaml:"orange"`
	YellowWorkingDays int           `yaml:"yellow_working_days"`
	OrangeWorkingTime time.Duration `yaml:"orange_working_time"`
}

// office is when work is done, as in 09:00.
type office struct {
	Open  timeOfDay `yaml:"open"`
	Close timeOfDay `yaml:"close"`
}

// escalate is how long a clock is overdue when it goes to the taskforce.
type escalate struct {
	Days  calendar.Limit `yaml:"days"`  // of clocks in days, months and dates that were set
	Hours calendar.Limit `yaml:"hours"` // of clocks in hours and minutes
}

type timeOfDay time.Duration

// UnmarshalText reads 09:00; 24:00 is the end of the day.
func (t *timeOfDay) UnmarshalText(text []byte) error {
	var hour, minute int
	_, err := fmt.Sscanf(string(text), "%02d:%02d", &hour, &minute)
	if err != nil || len(text) != len("09:00") || hour < 0 || minute < 0 || minute > 59 || hour*60+minute > 24*60 {
		return fmt.Errorf("%q is not a time of day: write it as 09:00", text)
	}
	*t = timeOfDay(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
	return nil
}

func (s *settings) thresholds() calendar.Thresholds { return calendar.Thresholds(s.Warnings) }

func (s *settings) office() calendar.Office {
	return calendar.Office{Open: time.Duration(s.Office.Open), Close: time.Duration(s.Office.Close)}
}

func (s *settings) check() error {
	w := s.Warnings
	switch {
	case !(0 <= w.Orange && w.Orange <= w.Yellow && w.Yellow <= 1):
		return errors.New("warnings: orange and yellow are shares from 0 to 1, orange not above yellow")
	case w.YellowWorkingDays < 0 || w.OrangeWorkingTime < 0:
		return errors.New("warnings: days and times cannot be negative")
	case s.Office.Open >= s.Office.Close:
		return errors.New("office: it must open before it closes")
	case s.Escalate.Days.Unit == "" || s.Escalate.Hours.Unit == "":
		return errors.New("escalate: days and hours are required")
	case !(0 < s.Redo && s.Redo <= 1):
		return errors.New("redo: must be a share above 0, at most 1")
	}
	return nil
}
