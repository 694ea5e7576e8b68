using Pipelines.Data;
using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Families.Tests;

/// <summary>Some of the .NET documentation, tokenized: made once for all tests.</summary>
public sealed class DocsText : IDisposable
{
    private const int Documents = 6000;
    private readonly string folder = Directory.CreateTempSubdirectory("families-").FullName;

    public DocsText()
    {
        var source = DocumentSource.Open(new DotnetDocsSpec("docs", Validation: 0.05), baseDirectory: ".");
        var documents = source.Documents().Take(Documents).ToLookup(source.IsValidation, document => document.Text);
        Tokenizer = BpeTrainer.Train(documents[false], new BpeTrainerOptions
        {
            VocabSize = FamilyPage.Vocab,
            SpecialTokens = ["<|endoftext|>", "<|mask|>"],
        });
        Train = Open("train", documents[false]);
        Validation = Open("validation", documents[true]);
    }

    public Tokenizer Tokenizer { get; }

    public TokenFile Train { get; }

    public TokenFile Validation { get; }

    /// <summary>What a model that knows how common each token is, and nothing else, loses a token on the held-out text.</summary>
    public double UnigramLoss
    {
        get
        {
            var (known, asked) = (Counts(Train), Counts(Validation));
            var total = Math.Log(known.Sum());
            return asked.Zip(known, (count, seen) => count == 0 ? 0 : count * (total - Math.Log(Math.Max(seen, 1)))).Sum() / asked.Sum();
        }
    }

    /// <summary>A folder of its own for a run.</summary>
    public string Folder(string name) => Path.Combine(folder, name);

    public void Dispose()
    {
        Train.Dispose();
        Validation.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static double[] Counts(TokenFile file)
    {
        var (counts, tokens) = (new double[FamilyPage.Vocab], new long[file.Count]);
        file.Read(0, tokens);
        foreach (var token in tokens) counts[token]++;
        return counts;
    }

    private TokenFile Open(string name, IEnumerable<string> documents)
    {
        TokenFileWriter.Write(Folder(name), documents, Tokenizer);
        return TokenFile.Open(Folder(name));
    }
}
