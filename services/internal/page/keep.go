package page

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// Keep answers with what is the same for everybody who asks in the same language: anybody may keep it, but asks each time whether it still
// stands, so that what is withdrawn is gone at once from every cache too; whoever has it already is told so. What sets a cookie, fails, or answers a form is kept by nobody but the reader.
func Keep(c echo.Context, status int, kind string, body []byte) error {
	h := c.Response().Header()
	h.Set(echo.HeaderVary, "Cookie")
	method := c.Request().Method
	switch {
	case method != http.MethodGet && method != http.MethodHead || status >= http.StatusInternalServerError:
		return c.Blob(status, kind, body)
	case h.Get(echo.HeaderSetCookie) != "":
		h.Set(echo.HeaderCacheControl, "private, no-cache")
	default:
		h.Set(echo.HeaderCacheControl, "public, no-cache")
	}
	digest := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(digest[:12]) + `"`
	h.Set("ETag", tag)
	if status == http.StatusOK && has(c.Request().Header.Get("If-None-Match"), tag) {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(status, kind, body)
}

// has reports whether a list of tags names one, weakly or strongly.
func has(list, tag string) bool {
	for one := range strings.SplitSeq(list, ",") {
		if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == tag {
			return true
		}
	}
	return false
}
