package check
import ("testing";"context";"time";"os";"gongbao/graph/store";"gongbao/ontology";"gongbao/graph/reason/shacl";"gongbao/graph/registry";"gongbao/graph/sparql")
func TestZZ(t *testing.T){
 dir:=os.Getenv("KG"); if dir=="" {t.Skip()}
 st,err:=store.Open(dir,store.Options{ReadOnly:true}); if err!=nil{t.Fatal(err)}
 defer st.Close(); snap:=st.Snapshot(); defer snap.Close()
 q,_:=ontology.Shapes(); sh,err:=shacl.Parse(q); if err!=nil{t.Fatal(err)}
 sc,_:=ontology.SuperClasses()
 for range 2 {
 t0:=time.Now(); f,err:=Shapes(context.Background(),snap,sh,shacl.Options{SuperClasses:sc}); t.Log("shapes",time.Since(t0),len(f),err)
 t0=time.Now(); f,err=Quotations(context.Background(),snap,func(y func(Document,error)bool){ for rec,err:=range snap.Records(registry.Documents,""){ d,e:=StoredDocument(snap,rec.Value); _=err; if !y(d,e){return}}}); t.Log("quot",time.Since(t0),len(f),err)
 qs,err:=ReadQueries(ontology.Checks()); if err!=nil{t.Fatal(err)}
 ps,_:=ontology.Prefixes(); m:=map[string]string{}; for _,p:=range ps{m[p.Name]=p.IRI}
 for _,x:=range qs { t0=time.Now(); f,err=Queries(context.Background(),snap,[]Query{x},sparql.Options{UnionDefaultGraph:true,Prefixes:m,Fold:registry.FoldName}); t.Log(x.Name,time.Since(t0),len(f),err)}
 }
}
