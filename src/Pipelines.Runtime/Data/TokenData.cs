using Pipelines.Data;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Tokenizers;

namespace Pipelines.Runtime.Data;

/// <summary>A data source as tokens: made once for each tokenizer and content, and kept among the artifacts.</summary>
/// <param name="train">the documents to learn from</param>
/// <param name="validation">those held out</param>
internal sealed class TokenData(TokenFile train, TokenFile validation) : IDisposable
{
    private const string TrainFile = "train.tokens";
    private const string ValidationFile = "validation.tokens";

    public TokenFile Train => train;

    public TokenFile Validation => validation;

    /// <summary>Opens the tokens, and makes them first when they are not there or not what was written.</summary>
    /// <param name="store">where they are kept</param>
    /// <param name="fingerprint">of the tokenizer and content together</param>
    /// <param name="work">a folder to make them in</param>
    /// <param name="source">the documents</param>
    /// <param name="tokenizer">gives the tokenizer, when it is needed</param>
    /// <param name="describe">makes the artifact's description from its files and a line about them</param>
    /// <param name="progress">is told documents and bytes of text so far</param>
    /// <param name="cancellation">ends the making</param>
    /// <exception cref="DataSourceException">the source cannot be read</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for</exception>
    public static TokenData Ensure(
        ArtifactStore store,
        Fingerprint fingerprint,
        string work,
        DocumentSource source,
        Func<Tokenizer> tokenizer,
        Func<IReadOnlyList<ManifestFile>, string, ArtifactManifest> describe,
        IProgress<(long Documents, long Bytes)> progress,
        CancellationToken cancellation)
    {
        try
        {
            if (store.Find(fingerprint) is not null) return Open(store.FolderOf(fingerprint));
        }
        catch (Exception e) when (e is DamagedArtifactException or InvalidTokenFileException)
        {
            store.SetAside(fingerprint);
        }

        if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
        Directory.CreateDirectory(work);
        var loaded = tokenizer();
        Write(TrainFile, held: false);
        Write(ValidationFile, held: true);
        string line;
        using (var made = Open(work)) line = $"{made.Train.Count:N0} tokens to learn from, {made.Validation.Count:N0} held out";
        store.Publish(work, files => describe(files, line));
        return Open(store.FolderOf(fingerprint));

        void Write(string name, bool held) => TokenFileWriter.Write(
            Path.Combine(work, name),
            source.Documents().Where(document => source.IsValidation(document) == held).Select(document => document.Text),
            loaded,
            progress,
            cancellation);
    }

    public void Dispose()
    {
        train.Dispose();
        validation.Dispose();
    }

    private static TokenData Open(string folder)
    {
        var train = TokenFile.Open(Path.Combine(folder, TrainFile));
        try
        {
            return new TokenData(train, TokenFile.Open(Path.Combine(folder, ValidationFile)));
        }
        catch
        {
            train.Dispose();
            throw;
        }
    }
}
