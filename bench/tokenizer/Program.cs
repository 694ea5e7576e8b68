using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pipelines.Data;
using Pipelines.Spec;
using Pipelines.Tokenizers;

// Speed on the SDK's documentation: learning a vocabulary of 8192, and encoding all of it with that. The argument, if any, is where
// the peer is installed; its trainer stops at 30,000 tokens and takes lines, so that is done here too for the ratio.
const int Rounds = 5;
const int PeerVocab = 30_000;

var documents = DocumentSource.Open(new DotnetDocsSpec("docs", 0), ".").Documents().Select(document => document.Text).ToList();
var lines = string.Concat(documents).Split('\n').Select(line => line + "\n").ToList();
var megabytes = documents.Sum(document => (long)Encoding.UTF8.GetByteCount(document)) / 1e6;
Print("tokenizer.text", megabytes, "MB");

var tokenizer = Train(8192, documents, out var cold);
Print("tokenizer.train.cold", cold, "s");
using var peer = args.Length > 0 ? new Peer(args[0], documents, tokenizer) : null;
List<double> train = [], encode = [], trainMore = [], peerTrain = [], peerEncode = [];
for (var round = 0; round < Rounds; round++)
{
    Train(8192, documents, out var seconds);
    train.Add(seconds);
    encode.Add(Encode());
    if (peer is null) continue;
    Train(PeerVocab, lines, out seconds);
    trainMore.Add(seconds);
    peerTrain.Add(peer.Time("train"));
    peerEncode.Add(peer.Time("encode"));
}

Print("tokenizer.train", Median(train), "s");
Print("tokenizer.encode.cold", megabytes / encode[0], "MB/s");
Print("tokenizer.encode", megabytes / Median(encode), "MB/s");
if (peer is not null)
{
    Print("tokenizer.train.30k", Median(trainMore), "s");
    Print("tokenizer.train.30k.ratio", Median(peerTrain) / Median(trainMore), "×");
    Print("tokenizer.encode.ratio", Median(peerEncode) / Median(encode), "×");
}

static Tokenizer Train(int vocab, List<string> documents, out double seconds)
{
    var watch = Stopwatch.StartNew();
    var trained = BpeTrainer.Train(documents, new BpeTrainerOptions { VocabSize = vocab });
    seconds = watch.Elapsed.TotalSeconds;
    return trained;
}

double Encode()
{
    // Read anew, so that nothing is remembered from the round before.
    var fresh = Tokenizer.FromJson(tokenizer.ToJson());
    var watch = Stopwatch.StartNew();
    if (fresh.EncodeAll(documents).Sum(ids => (long)ids.Length) == 0) throw new InvalidOperationException("no tokens");
    return watch.Elapsed.TotalSeconds;
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

static void Print(string name, double value, string unit) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.00} {unit}"));
