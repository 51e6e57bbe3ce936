package page

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"slices"

	"github.com/labstack/echo/v4"

	"xiansuo/services/internal/web"
)

//go:embed templates/*.html style.css icon.svg
var ownFiles embed.FS

// file is a file of the look. Its path names its content, so that browsers may keep it for ever.
type file struct {
	path, kind string
	content    []byte
}

var (
	style = newFile("style.css", "text/css; charset=utf-8")
	icon  = newFile("icon.svg", "image/svg+xml")
)

func newFile(name, kind string) file {
	content, err := ownFiles.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded
	}
	return file{kind: kind, content: content}.named(path.Ext(name))
}

// named is the file with a path that names its content.
func (f file) named(ext string) file {
	digest := sha256.Sum256(f.content)
	f.path = "look/" + hex.EncodeToString(digest[:8]) + ext
	return f
}

// with is the file with more behind it.
func (f file) with(more []byte) file {
	if len(more) == 0 {
		return f
	}
	f.content = slices.Concat(f.content, []byte("\n"), more)
	return f.named(path.Ext(f.path))
}

func (s *Site) serveFiles(server *web.Server) {
	for _, f := range []file{s.style, icon} {
		server.GET(s.Prefix+f.path, func(c echo.Context) error {
			c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			return c.Blob(http.StatusOK, f.kind, f.content)
		})
	}
}
