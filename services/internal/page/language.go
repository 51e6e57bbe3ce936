package page

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// Language is one of the two that pages speak.
type Language string

// The languages.
const (
	Chinese Language = "zh"
	English Language = "en"
)

// Languages lists them, the default first.
func Languages() []Language { return []Language{Chinese, English} }

// Tag is the language as HTML names it.
func (l Language) Tag() string {
	if l == Chinese {
		return "zh-CN"
	}
	return string(l)
}

// Self is what the language calls itself.
func (l Language) Self() string {
	if l == Chinese {
		return "中文"
	}
	return "English"
}

func (l Language) other() Language {
	if l == Chinese {
		return English
	}
	return Chinese
}

const (
	languageParam  = "lang"
	languageCookie = "xiansuo-language"
	languageKey    = "language"
)

// LanguageOf returns the language that a request is answered in.
func LanguageOf(c echo.Context) Language { return languageOf(c) }

// languageOf returns the language that the address asks for, or else the one that was asked for last, or else Chinese.
func languageOf(c echo.Context) Language {
	if l, ok := c.Get(languageKey).(Language); ok {
		return l
	}
	l := Chinese
	if cookie, err := c.Cookie(languageCookie); err == nil && Language(cookie.Value) == English {
		l = English
	}
	if asked := Language(c.QueryParam(languageParam)); asked == Chinese || asked == English {
		l = asked
		c.SetCookie(&http.Cookie{Name: languageCookie, Value: string(l), Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
	c.Set(languageKey, l)
	return l
}

// switched is the address of a request in another language.
func switched(r *http.Request, l Language) string {
	query := r.URL.Query()
	query.Set(languageParam, string(l))
	return r.URL.EscapedPath() + "?" + query.Encode()
}

// unswitched is the address of a request without a language.
func unswitched(r *http.Request) string {
	query := r.URL.Query()
	query.Del(languageParam)
	if len(query) == 0 {
		return r.URL.EscapedPath()
	}
	return r.URL.EscapedPath() + "?" + query.Encode()
}

// In is the whole address of a page in a language.
func (f frame) In(l Language) string {
	sign := "?"
	if strings.Contains(f.Address, "?") {
		sign = "&"
	}
	return f.Link + f.Address + sign + languageParam + "=" + string(l)
}

// Languages lists those that the page can be read in.
func (f frame) Languages() []Language { return Languages() }
