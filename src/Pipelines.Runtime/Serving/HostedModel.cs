using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Server;
using Pipelines.Serving;
using Pipelines.Spec;

namespace Pipelines.Runtime.Serving;

/// <summary>A model that is loaded and served, from its weights to its engine.</summary>
public sealed class HostedModel : IAsyncDisposable
{
    private readonly LanguageModel model;
    private readonly HostedDraft? draft;

    private HostedModel(LanguageModel model, HostedDraft? draft, ServedModel served, string where) =>
        (this.model, this.draft, Served, Where) = (model, draft, served, where);

    /// <summary>What a server is given.</summary>
    public ServedModel Served { get; }

    /// <summary>Where it computes, in a few words.</summary>
    public string Where { get; }

    /// <summary>Puts a loaded model behind an engine, and behind what makes vectors of texts; an encoder only behind this.</summary>
    /// <param name="name">what clients call it</param>
    /// <param name="spec">what the model is</param>
    /// <param name="model">the model, which becomes this one's to dispose</param>
    /// <param name="text">how text becomes its tokens</param>
    /// <param name="settings">how much it takes on</param>
    /// <param name="created">when the model was made</param>
    /// <param name="seed">of the draws of requests without one</param>
    /// <param name="draft">the smaller model that proposes tokens, which becomes this one's to dispose; null where none does</param>
    /// <exception cref="PipelineException">the cache is too small for it, or the draft model that the settings name is not there</exception>
    public static HostedModel Start(
        string name, ModelSpec spec, LanguageModel model, ModelText text, ServeSpec settings, DateTimeOffset created, long seed,
        HostedDraft? draft = null)
    {
        try
        {
            var embedder = new TextEmbedder(model, text);
            if (model is not Decoder decoder)
                return new HostedModel(
                    model, draft, new ServedModel(name, Engine: null, text, settings.Sampling, embedder, created), $"for embeddings, through Torch on {model.Device}");
            var speculator = Speculators.Of(settings, draft);
            var engine = new GenerationEngine(
                PagedDecoders.Of(spec, decoder, settings.Threads), text, Options(settings, seed), speculator);
            return new HostedModel(
                model, draft, new ServedModel(name, engine, text, settings.Sampling, embedder, created), WhereOf(spec, decoder, settings));
        }
        catch (ArgumentException failure)
        {
            model.Dispose();
            draft?.Model.Dispose();
            throw new PipelineException($"{spec.Name} cannot be served: {failure.Message}", failure);
        }
        catch
        {
            model.Dispose();
            draft?.Model.Dispose();
            throw;
        }
    }

    /// <summary>Ends what runs, and frees the model.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Served.Engine is { } engine) await engine.DisposeAsync();
        Served.Embedder?.Dispose();
        model.Dispose();
        draft?.Model.Dispose();
    }

    private static EngineOptions Options(ServeSpec settings, long seed) => new()
    {
        CacheBytes = settings.Cache,
        MaxSequences = settings.Sequences,
        StepTokens = settings.StepTokens,
        MaxQueue = settings.Queue,
        Timeout = TimeSpan.FromSeconds(settings.Timeout),
        Seed = seed,
    };

    private static string WhereOf(ModelSpec spec, Decoder decoder, ServeSpec settings)
    {
        if (!PagedDecoders.IsWithoutTorch(spec, decoder)) return $"through Torch on {decoder.Device}";
        var threads = settings.Threads > 0 ? settings.Threads : Environment.ProcessorCount;
        return threads == 1 ? "on the CPU" : $"on the CPU, {threads} threads";
    }
}
