using Pipelines.Modules;
using Pipelines.Serving;
using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Runtime.Serving;

/// <summary>A smaller model that proposes tokens to a served one.</summary>
public sealed class DraftModel : IDisposable
{
    private readonly ModelSpec spec;
    private readonly Decoder model;

    /// <param name="spec">what the model is</param>
    /// <param name="model">the model, which becomes this one's to dispose</param>
    /// <param name="own">its tokenizer</param>
    /// <param name="served">the served model's tokenizer</param>
    /// <exception cref="PipelineException">it does not continue texts, or its tokens are not those of the served model</exception>
    public DraftModel(ModelSpec spec, LanguageModel model, Tokenizer own, Tokenizer served)
    {
        this.spec = spec;
        try
        {
            this.model = model as Decoder ?? throw new PipelineException($"{spec.Name} fills in masked tokens and can propose none");
            if (!own.Definition.Spellings.SequenceEqual(served.Definition.Spellings))
                throw new PipelineException(
                    $"{spec.Name} has other tokens than the model that it is to propose them to: a draft needs the same tokenizer");
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>What proposes, for an engine.</summary>
    /// <param name="settings">how much the server takes on; the draft's cache is a quarter of its</param>
    /// <param name="tokens">most tokens that are proposed at once</param>
    internal DraftSpeculator Speculator(ServeSpec settings, int tokens) =>
        new(PagedDecoders.Of(spec, model, settings.Threads), tokens, settings.Cache / 4, settings.Sequences);

    /// <inheritdoc/>
    public void Dispose() => model.Dispose();
}
