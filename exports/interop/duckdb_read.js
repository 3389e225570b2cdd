// Reads a table with DuckDB and writes its rows as JSON, every value as text.
// Usage: node duckdb_read.js FILE
import { DuckDBInstance } from "@duckdb/node-api";

const connection = await (await DuckDBInstance.create(":memory:")).connect();
const file = process.argv[2].replaceAll("'", "''");
const read = file.endsWith(".parquet") ? `read_parquet('${file}')` : `read_csv('${file}', all_varchar = true, header = true)`;
const rows = await (await connection.runAndReadAll(`SELECT COLUMNS(*)::VARCHAR FROM ${read}`)).getRowObjectsJson();
process.stdout.write(JSON.stringify(rows));
