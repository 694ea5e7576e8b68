namespace Pipelines.Data.Tests;

/// <summary>Small token files in a folder of their own, deleted with it.</summary>
public sealed class TokenFixture : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("tokens-").FullName;

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Documents of random tokens; token t stands for t % 7 bytes, and token 0 ends documents.</summary>
    public (string Path, int[][] Documents) Write(int documents, int vocab = 300, int seed = 1, string name = "docs.tokens")
    {
        var random = new Random(seed);
        var content = Enumerable.Range(0, documents)
            .Select(_ => Enumerable.Range(0, random.Next(0, 40)).Select(_ => random.Next(1, vocab)).ToArray())
            .ToArray();
        using var writer = new TokenFileWriter(PathOf(name), BytesOfTokens(vocab), endOfText: 0);
        foreach (var document in content) writer.Add(document);
        writer.Complete();
        return (PathOf(name), content);
    }

    /// <summary>One document that counts 1, 2, 3 … so that a token tells its place.</summary>
    public TokenFile Counting(int tokens)
    {
        using (var writer = new TokenFileWriter(PathOf("counting.tokens"), BytesOfTokens(tokens + 1), endOfText: 0))
        {
            writer.Add([.. Enumerable.Range(1, tokens - 1)]);
            writer.Complete();
        }

        return TokenFile.Open(PathOf("counting.tokens"));
    }

    public static int[] BytesOfTokens(int vocab) => [.. Enumerable.Range(0, vocab).Select(token => token % 7)];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
