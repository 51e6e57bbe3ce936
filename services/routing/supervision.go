package routing

import "xiansuo/services/routing/internal/supervision"

// IndicatorHelp says what each indicator of supervision counts, a line each.
func IndicatorHelp() string { return supervision.Help() }
