// Lucene behind the peers' line protocol (../README.md): DutchAnalyzer, one stored body field with positions, BM25.
// The jar has no highlighter module, so a snippet is made as Lucene's classic Highlighter makes it: the stored
// text is analysed again, and the window of at most 200 characters with the most different query terms wins.

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.store.FSDirectory;

public class Peer {
  // No stop words: the other engines keep them, and totals and phrases shall be comparable.
  static final Analyzer ANALYZER = new DutchAnalyzer(CharArraySet.EMPTY_SET);
  static final PrintStream OUT = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), false, StandardCharsets.UTF_8);

  public static void main(String[] arguments) throws Exception {
    boolean snippets = !List.of(arguments).contains("--no-snippets");
    switch (arguments[0]) {
      case "index" -> build(Path.of(arguments[1]), Path.of(arguments[2]));
      case "serve" -> serve(new Engine(Path.of(arguments[1])), snippets);
      case "once" -> once(new Engine(Path.of(arguments[1])), arguments[2], arguments[3]);
      case "run" -> run(new Engine(Path.of(arguments[1])), Path.of(arguments[2]), Integer.parseInt(arguments[3]));
      default -> throw new IllegalArgumentException("index|serve|once|run");
    }
    OUT.flush();
  }

  static void build(Path corpus, Path folder) throws Exception {
    long start = System.nanoTime();
    FieldType body = new FieldType();
    body.setStored(true);
    body.setTokenized(true);
    body.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
    body.freeze();
    ObjectMapper json = new ObjectMapper();
    IndexWriterConfig config = new IndexWriterConfig(ANALYZER).setRAMBufferSizeMB(300);
    long documents = 0;
    try (IndexWriter writer = new IndexWriter(FSDirectory.open(folder), config);
        Stream<String> lines = Files.lines(corpus)) {
      // Two threads, as raw tantivy has.
      documents = lines.parallel().peek(line -> {
        try {
          JsonNode node = json.readTree(line);
          Document document = new Document();
          document.add(new StringField("id", node.path("id").asText(), Field.Store.YES));
          String date = node.path("date").asText();
          document.add(new StringField("year", date.length() < 4 ? "" : date.substring(0, 4), Field.Store.NO));
          String text = node.path("title").asText() + "\n" + node.path("question").asText() + "\n" + node.path("answer").asText();
          document.add(new Field("body", text, body));
          writer.addDocument(document);
        } catch (Exception e) {
          throw new RuntimeException(e);
        }
      }).mapToLong(line -> 1).sum();
      writer.commit();
    }
    long bytes = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) bytes += Files.size(file);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    OUT.printf(java.util.Locale.ROOT, "{\"documents\": %d, \"seconds\": %.3f, \"index_bytes\": %d}%n", documents, seconds, bytes);
  }

  record Hit(String id, float score, String snippet) {}

  record Page(long total, List<Hit> hits) {}

  static class Engine {
    final IndexSearcher searcher;

    Engine(Path folder) throws Exception {
      searcher = new IndexSearcher(DirectoryReader.open(FSDirectory.open(folder)));
    }

    List<String> terms(String text) throws Exception {
      List<String> terms = new ArrayList<>();
      try (TokenStream stream = ANALYZER.tokenStream("body", new StringReader(text))) {
        CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
        stream.reset();
        while (stream.incrementToken()) terms.add(term.toString());
        stream.end();
      }
      return terms;
    }

    String snippet(String text, Set<String> wanted) throws Exception {
      List<int[]> spans = new ArrayList<>();
      List<String> found = new ArrayList<>();
      try (TokenStream stream = ANALYZER.tokenStream("body", new StringReader(text))) {
        CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
        OffsetAttribute offset = stream.addAttribute(OffsetAttribute.class);
        stream.reset();
        while (stream.incrementToken()) {
          if (wanted.contains(term.toString())) {
            spans.add(new int[] {offset.startOffset(), offset.endOffset()});
            found.add(term.toString());
          }
        }
        stream.end();
      }
      int best = 0, bestScore = -1;
      for (int i = 0; i < spans.size(); i++) {
        Set<String> distinct = new HashSet<>();
        int score = 0;
        for (int j = i; j < spans.size() && spans.get(j)[1] - spans.get(i)[0] <= 180; j++) {
          score += distinct.add(found.get(j)) ? 100 : 1;
        }
        if (score > bestScore) {
          bestScore = score;
          best = i;
        }
      }
      if (spans.isEmpty()) return "";
      int begin = text.lastIndexOf(' ', Math.max(0, spans.get(best)[0] - 20)) + 1;
      int end = Math.min(text.length(), begin + 200);
      StringBuilder out = new StringBuilder();
      int at = begin;
      for (int[] span : spans) {
        if (span[0] < at || span[1] > end) continue;
        out.append(text, at, span[0]).append("<b>").append(text, span[0], span[1]).append("</b>");
        at = span[1];
      }
      return out.append(text, at, end).toString();
    }

    Query query(String kind, String text, String year) throws Exception {
      List<Term> terms = terms(text).stream().map(term -> new Term("body", term)).toList();
      BooleanQuery.Builder all = new BooleanQuery.Builder();
      if (kind.equals("phrase") && terms.size() > 1) {
        PhraseQuery.Builder phrase = new PhraseQuery.Builder();
        terms.forEach(phrase::add);
        all.add(phrase.build(), BooleanClause.Occur.MUST);
      } else if (kind.equals("or")) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        terms.forEach(term -> any.add(new TermQuery(term), BooleanClause.Occur.SHOULD));
        all.add(any.build(), BooleanClause.Occur.MUST);
      } else {
        terms.forEach(term -> all.add(new TermQuery(term), BooleanClause.Occur.MUST));
      }
      if (!year.isEmpty()) all.add(new TermQuery(new Term("year", year)), BooleanClause.Occur.FILTER);
      return all.build();
    }

    Page search(String kind, String text, String year, int limit, boolean snippets) throws Exception {
      Query query = query(kind, text, year);
      TopScoreDocCollector collector = TopScoreDocCollector.create(limit, Integer.MAX_VALUE);
      searcher.search(query, collector);
      TopDocs top = collector.topDocs();
      Set<String> wanted = new HashSet<>(terms(text));
      Set<String> fields = snippets ? Set.of("id", "body") : Set.of("id");
      List<Hit> hits = new ArrayList<>();
      for (ScoreDoc hit : top.scoreDocs) {
        Document document = searcher.storedFields().document(hit.doc, fields);
        hits.add(new Hit(document.get("id"), hit.score, snippets ? snippet(document.get("body"), wanted) : ""));
      }
      return new Page(top.totalHits.value, hits);
    }
  }

  static void serve(Engine engine, boolean snippets) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] columns = line.split("\t", -1);
      long start = System.nanoTime();
      Page page = engine.search(columns[1], columns[2], columns.length > 3 ? columns[3] : "", 10, snippets);
      double micros = (System.nanoTime() - start) / 1e3;
      int bytes = page.hits().stream().mapToInt(hit -> hit.snippet().length()).sum();
      OUT.printf(java.util.Locale.ROOT, "%.1f\t%d\t%d\t%d%n", micros, page.total(), page.hits().size(), bytes);
      OUT.flush();
    }
  }

  static void once(Engine engine, String kind, String text) throws Exception {
    Page page = engine.search(kind, text, "", 10, true);
    OUT.println(page.total() + " hits");
    for (Hit hit : page.hits()) OUT.println(hit.score() + " " + hit.id() + "\n  " + hit.snippet());
  }

  static void run(Engine engine, Path topics, int depth) throws Exception {
    for (String line : Files.readAllLines(topics)) {
      String[] columns = line.split("\t");
      int rank = 0;
      for (Hit hit : engine.search("or", columns[1], "", depth, false).hits()) {
        OUT.printf(java.util.Locale.ROOT, "%s Q0 %s %d %s lucene%n", columns[0], hit.id(), ++rank, hit.score());
      }
    }
  }
}
