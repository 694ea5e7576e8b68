using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Server;
using Pipelines.Serving;
using Pipelines.Spec;

namespace Pipelines.Runtime.Serving;

/// <summary>
/// A model that is loaded and served, from its weights to its engine; one that reads both ways gives vectors of texts alone.
/// </summary>
public sealed class HostedModel : IAsyncDisposable
{
    private readonly LanguageModel model;
    private readonly DraftModel? draft;

    private HostedModel(LanguageModel model, DraftModel? draft, ServedModel served, string where) =>
        (this.model, this.draft, Served, Where) = (model, draft, served, where);

    /// <summary>What a server is given.</summary>
    public ServedModel Served { get; }

    /// <summary>Where it computes, in a few words.</summary>
    public string Where { get; }

    /// <summary>Puts a loaded model behind an engine.</summary>
    /// <param name="name">what clients call it</param>
    /// <param name="spec">what the model is</param>
    /// <param name="model">the model, which becomes this one's to dispose</param>
    /// <param name="text">how text becomes its tokens</param>
    /// <param name="settings">how much it takes on</param>
    /// <param name="created">when the model was made</param>
    /// <param name="seed">of the draws of requests without one</param>
    /// <param name="draft">
    /// the smaller model that the settings speak of, which becomes this one's to dispose; null where they do not
    /// </param>
    /// <param name="pooling">how the vectors of a text's tokens become one</param>
    /// <exception cref="PipelineException">the cache is too small for it</exception>
    public static HostedModel Start(
        string name,
        ModelSpec spec,
        LanguageModel model,
        ModelText text,
        ServeSpec settings,
        DateTimeOffset created,
        long seed,
        DraftModel? draft = null,
        Pooling pooling = Pooling.Mean)
    {
        try
        {
            var engine = model is Decoder decoder
                ? new GenerationEngine(
                    PagedDecoders.Of(spec, decoder, settings.Threads), text, Options(name, settings, seed), Speculator(settings, draft))
                : null;
            var served = new ServedModel(name, engine, text, settings.Sampling, new TextEmbedder(model, text, pooling), created);
            return new HostedModel(model, draft, served, WhereOf(spec, model, settings));
        }
        catch (Exception failure)
        {
            model.Dispose();
            draft?.Dispose();
            if (failure is ArgumentException) throw new PipelineException($"{spec.Name} cannot be served: {failure.Message}", failure);
            throw;
        }
    }

    /// <summary>Ends what runs, and frees the model.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Served.Engine is { } engine) await engine.DisposeAsync();
        Served.Embedder?.Dispose();
        draft?.Dispose();
        model.Dispose();
    }

    private static EngineOptions Options(string name, ServeSpec settings, long seed) => new()
    {
        Name = name,
        CacheBytes = settings.Cache,
        MaxSequences = settings.Sequences,
        StepTokens = settings.StepTokens,
        MaxQueue = settings.Queue,
        Timeout = TimeSpan.FromSeconds(settings.Timeout),
        Seed = seed,
    };

    private static ISpeculator? Speculator(ServeSpec settings, DraftModel? draft) => settings.Speculation switch
    {
        NgramSpeculationSpec ngram => new NGramSpeculator(ngram.Tokens, ngram.Match, shortest: Math.Min(2, ngram.Match)),
        DraftSpeculationSpec { Tokens: var tokens } when draft is not null => draft.Speculator(settings, tokens),
        _ => null,
    };

    private static string WhereOf(ModelSpec spec, LanguageModel model, ServeSpec settings)
    {
        if (model is not Decoder decoder) return $"for embeddings, through Torch on {model.Device}";
        if (!PagedDecoders.IsWithoutTorch(spec, decoder)) return $"through Torch on {decoder.Device}";
        var threads = settings.Threads > 0 ? settings.Threads : Environment.ProcessorCount;
        return threads == 1 ? "on the CPU" : $"on the CPU, {threads} threads";
    }
}
