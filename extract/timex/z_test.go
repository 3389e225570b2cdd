package timex
import ("testing";"gongbao/extract/text";"fmt";"os";"compress/gzip";"encoding/json";"math/rand/v2")
func TestZ(t *testing.T){
 f,_:=os.Open("/work/shared/corpus/bulk/news-hans.jsonl.gz"); z,_:=gzip.NewReader(f); d:=json.NewDecoder(z)
 r:=rand.New(rand.NewPCG(7,uint64(len(os.Args))))
 n:=0
 for d.More(){ var v struct{Date,Text string}; d.Decode(&v); x:=text.New(v.Text); ref,_:=ParseDate(v.Date)
  for _,m:=range Scan(x,ref){ n++; if r.IntN(300)==0 || (m.Anchored && m.Start>v.Date && r.IntN(30)==0) { s:=m.Span; fmt.Printf("%s %s/%s %v|%s【%s】%s\n",v.Date,m.Start,m.End,m.Kind,x.Slice(text.Span{Start:s.Start-10,End:s.Start}),x.Slice(s),x.Slice(text.Span{s.End,s.End+8})) } }
  // leftovers
  rr:=x.Runes(); in:=make([]bool,len(rr)); for _,m:=range Scan(x,ref){ for i:=m.Start_();i<m.Span.End;i++{in[i]=true} }
  for i:=1;i<len(rr);i++{ if (rr[i]=='日'||rr[i]=='月'||rr[i]=='号'||rr[i]=='年') && !in[i] && marks[rr[i-1]]==numeral && r.IntN(20)==0 { fmt.Printf("MISS %s %s\n",v.Date,x.Slice(text.Span{i-10,i+6})) } }
 }
 fmt.Println(n)
}
func (x Timex) Start_() int { return x.Span.Start }
