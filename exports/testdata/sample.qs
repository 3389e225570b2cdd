CREATE
LAST	Lzh-hant	"湖區合作組織峯會"
LAST	P276	Q2	S854	"https://example.org/公報?a=1&b=2"
