using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using Pipelines.Data;
using Pipelines.Serving;
using Pipelines.Spec;
using Pipelines.Tokenizers;

// What a mask costs over 32,768 tokens: where the situation is new, where it has been seen (steady), and as parts of a softmax over as
// many numbers, which every token needs anyway. Tokens are learnt from the SDK's documentation.
const int VocabSize = 32_768;
const int Walks = 40;
const int Tokens = 120;

var documents = DocumentSource.Open(new DotnetDocsSpec("docs", 0), ".").Documents().Select(document => document.Text);
var tokenizer = BpeTrainer.Train(documents, new BpeTrainerOptions { VocabSize = VocabSize });
var watch = Stopwatch.StartNew();
var vocabulary = new GrammarVocabulary(tokenizer);
Print("structured.vocabulary", watch.Elapsed.TotalMilliseconds, "ms");
var softmax = Softmax();
Print("structured.softmax", softmax, "µs");

Measure("json", () => Grammar.AnyJsonObject);
Measure("schema", () => Grammar.FromJsonSchema(
    """
    {"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer","minimum":0,"maximum":150},
     "mail":{"anyOf":[{"type":"string","pattern":"^[a-z.]+@[a-z]+\\.[a-z]{2,4}$"},{"type":"null"}]},
     "born":{"type":"string","format":"date"},
     "tags":{"type":"array","items":{"enum":["red","green","blue"]},"maxItems":5},"note":{"type":"string","maxLength":200},
     "friends":{"type":"array","items":{"$ref":"#"}}},
     "required":["name","age","mail","born","tags","note","friends"],"additionalProperties":false}
    """));
Measure("regex", () => Grammar.FromRegex("([a-z]{2,8} ){1,20}[0-9]+(\\.[0-9]{2})?"));
Measure("rules", () => Grammar.FromText(
    """
    root ::= sum
    sum ::= product (("+" | "-") product)*
    product ::= atom ("*" atom)*
    atom ::= [0-9]+ | "(" sum ")" | [a-z]+ "(" (sum ("," sum)*)? ")"
    """));

void Measure(string name, Func<Grammar> make)
{
    watch.Restart();
    var grammar = make();
    var compiled = watch.Elapsed.TotalMilliseconds;
    var (fresh, first) = (new GrammarMatcher(grammar, vocabulary), new ulong[vocabulary.MaskLength]);
    watch.Restart();
    fresh.FillMask(first);
    var firstMask = watch.Elapsed.TotalMilliseconds;
    var (cold, _) = Walk(grammar, 1);
    var (warm, accept) = Walk(grammar, 2);
    var (steady, _) = Walk(grammar, 2);
    Print($"structured.{name}.compile", compiled, "ms");
    Print($"structured.{name}.mask.first", firstMask, "ms");
    Print($"structured.{name}.mask.cold", cold.Average(), "µs");
    Print($"structured.{name}.mask.warm", warm.Average(), "µs");
    Print($"structured.{name}.mask.steady", steady.Average(), "µs");
    Print($"structured.{name}.mask.steady.p99", steady.Order().ElementAt(steady.Count * 99 / 100), "µs");
    Print($"structured.{name}.mask.worst", cold.Max() / 1000, "ms");
    Print($"structured.{name}.accept", accept.Average(), "µs");
    Print($"structured.{name}.steady.of.softmax", steady.Average() / softmax, "×");
}

// Random walks: microseconds of each mask and of each acceptance.
(List<double> Mask, List<double> Accept) Walk(Grammar grammar, int seed)
{
    var (random, mask, masks, accepts) = (new Random(seed), new ulong[vocabulary.MaskLength], new List<double>(), new List<double>());
    for (var walk = 0; walk < Walks; walk++)
    {
        var matcher = new GrammarMatcher(grammar, vocabulary);
        for (var i = 0; i < Tokens && !matcher.IsEnded; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            matcher.FillMask(mask);
            masks.Add(Stopwatch.GetElapsedTime(begin).TotalMicroseconds);
            var allowed = Enumerable.Range(0, vocabulary.Size).Where(token => (mask[token >> 6] >> token & 1) != 0).ToList();
            var token = allowed[random.Next(allowed.Count)];
            begin = Stopwatch.GetTimestamp();
            matcher.Accept(token);
            accepts.Add(Stopwatch.GetElapsedTime(begin).TotalMicroseconds);
        }
    }
    return (masks, accepts);
}

double Softmax()
{
    var random = new Random(3);
    var (logits, probabilities) = (Enumerable.Range(0, VocabSize).Select(_ => 8 * random.NextSingle()).ToArray(), new float[VocabSize]);
    for (var i = 0; i < 200; i++) TensorPrimitives.SoftMax(logits, probabilities);
    watch.Restart();
    for (var i = 0; i < 1000; i++) TensorPrimitives.SoftMax(logits, probabilities);
    return watch.Elapsed.TotalMicroseconds / 1000;
}

static void Print(string name, double value, string unit) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.00##} {unit}"));
