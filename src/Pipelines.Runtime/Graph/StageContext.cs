using Pipelines.Data;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Data;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;
using Pipelines.Tokenizers;
using Pipelines.Tracking;
using Pipelines.Verification;
using static TorchSharp.torch;

namespace Pipelines.Runtime.Graph;

/// <summary>What a stage is given when it runs.</summary>
internal sealed class StageContext(
    Session session,
    HeldArtifacts held,
    Stage stage,
    string work,
    IRun run,
    Device? device,
    IStageProgress progress,
    CancellationToken cancellation)
{
    /// <summary>The whole pipeline, settings of the command line included.</summary>
    public PipelineSpec Spec => session.Spec;

    /// <summary>Where it keeps what it needs to go on after an interruption; there from run to run until the artifact is made.</summary>
    public string Work => work;

    /// <summary>Where it writes the artifact's files: an empty folder.</summary>
    public string Output { get; } = Empty(Path.Combine(work, "output"));

    /// <summary>The tracked run.</summary>
    public IRun Run => run;

    /// <summary>Where tensors live.</summary>
    public Device Device => device ?? throw new InvalidOperationException($"stage '{stage.Name}' said that it uses no tensors");

    public IStageProgress Progress => progress;

    public CancellationToken Cancellation => cancellation;

    /// <summary>The artifact of an input.</summary>
    public TArtifact Open<TArtifact>(IStage<TArtifact> input) where TArtifact : Artifact => session.Artifacts.Open(input);

    /// <summary>A path of the pipeline's file, which is relative to the file's folder.</summary>
    public string Resolve(string path) => session.Data.Resolve(path);

    /// <summary>The verifier that a reward asks for.</summary>
    /// <exception cref="VerifierException">its settings make none</exception>
    public IVerifier Verifier(RewardSourceSpec reward) =>
        Verifiers.Create(reward, session.Data.Resolve("."), session.Pipeline.Verifiers);

    /// <summary>The examples of a data source.</summary>
    public ExampleSource Examples(string source) => session.Data.OpenExamples(source);

    /// <summary>The documents of a data source.</summary>
    public DocumentSource Documents(string source) => session.Data.Open(source);

    /// <summary>The tokens of a data source under a tokenizer; made on first use.</summary>
    public TokenData Tokens(string source, Stage tokenizer)
    {
        var name = session.Fingerprints.OfTokens(tokenizer, source);
        var described = new ArtifactManifest(
            "tokens", name, stage.Name, DateTimeOffset.UtcNow, 0, "", run.Id,
            new Dictionary<string, string> { [tokenizer.Name] = session.Fingerprints.Of(tokenizer).Hex },
            new Dictionary<string, string> { ["content"] = session.Data.Content(source) },
            []);
        held.Hold(name);
        var tokens = TokenData.Ensure(
            session.Store,
            name,
            Path.Combine(work, "tokens"),
            session.Data.Open(source),
            () => Tokenizer.Load(session.Store.FolderOf(session.Fingerprints.Of(tokenizer))),
            (files, line) => described with { Files = files, Result = line },
            new Listener<(long Documents, long Bytes)>(
                done => progress.Report(0, $"tokenizing {source}", $"{done.Documents:N0} documents", Quantity.Bytes(done.Bytes))),
            cancellation);
        held.Hold(name);
        return tokens;
    }

    private static string Empty(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        return Directory.CreateDirectory(folder).FullName;
    }
}
