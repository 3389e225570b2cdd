package exports

import (
	"context"

	"github.com/parquet-go/parquet-go"
)

// parquetTable writes rows as Apache Parquet, compressed by Snappy, for
// DuckDB, pandas, Polars and Spark.
type parquetTable struct{}

func (parquetTable) Name() string         { return "parquet" }
func (parquetTable) Extensions() []string { return []string{"parquet"} }
func (parquetTable) About() string        { return "the same table for DuckDB, pandas and Spark" }

func (parquetTable) Write(ctx context.Context, out Output, src Source, o Options) (int, error) {
	w, err := out.Create("")
	if err != nil {
		return 0, err
	}
	const group = 100_000 // rows that are held back together
	pw := parquet.NewGenericWriter[row](w, parquet.Compression(&parquet.Snappy), parquet.MaxRowsPerRowGroup(group),
		parquet.CreatedBy("gongbao", "1", "0"))
	n := 0
	for r, err := range rows(ctx, src, o.Lang) {
		if err == nil {
			_, err = pw.Write([]row{*r})
		}
		if err != nil {
			return n, err
		}
		if r.Reading <= 1 {
			n++
		}
	}
	return n, pw.Close()
}
