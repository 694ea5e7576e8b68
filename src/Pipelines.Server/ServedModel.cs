using Pipelines.Models;
using Pipelines.Serving;
using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Server;

/// <summary>A model behind the server's endpoints.</summary>
/// <param name="Name">what clients call it</param>
/// <param name="Engine">what writes; null for a model that only reads</param>
/// <param name="Text">how text becomes its tokens</param>
/// <param name="Defaults">
/// how tokens are chosen where a request does not say; its limit of tokens is that of completions, an answer in a chat may go on to the end
/// of the context
/// </param>
/// <param name="Embedder">what makes vectors of texts; null where there is none</param>
/// <param name="Created">when it was made</param>
public sealed record ServedModel(
    string Name, GenerationEngine? Engine, ModelText Text, SamplingSpec Defaults, TextEmbedder? Embedder, DateTimeOffset Created)
{
    /// <summary>What writes.</summary>
    /// <exception cref="ApiException">the model only reads</exception>
    internal GenerationEngine Writer => Engine ?? throw new ApiException(new ApiError(
        400, ApiError.InvalidRequest, $"'{Name}' does not write text: it is a model for /v1/embeddings", "model", "model_not_supported"));

    /// <summary>What makes vectors of texts.</summary>
    /// <exception cref="ApiException">nothing does</exception>
    internal TextEmbedder Reader => Embedder ?? throw new ApiException(new ApiError(
        400, ApiError.InvalidRequest, $"'{Name}' makes no vectors of texts", "model", "model_not_supported"));

    /// <summary>How messages become tokens.</summary>
    /// <exception cref="ApiException">there is no chat template</exception>
    internal ChatFormat Chat => Text.Chat ?? throw new ApiException(new ApiError(
        400, ApiError.InvalidRequest, $"'{Name}' has no chat template: it is a model for /v1/completions", "model", "model_not_supported"));

    /// <summary>The tokens that end a text, whatever it is.</summary>
    internal IReadOnlySet<int> EndTokens { get; } = new HashSet<int>(
    [
        .. Text.Tokens.Eos, .. Text.Tokenizer.EndOfText is { } end ? [end] : Array.Empty<int>(),
        .. Text.Chat?.EndTokens ?? new HashSet<int>(),
    ]);

    /// <summary>Tokens that a prompt leaves for its answer.</summary>
    /// <param name="prompt">tokens of the prompt</param>
    /// <param name="field">where the prompt is in the request</param>
    /// <exception cref="ApiException">it leaves none</exception>
    internal int Room(int prompt, string field) => prompt < Writer.Context
        ? Writer.Context - prompt
        : throw new ApiException(new ApiError(
            400, ApiError.InvalidRequest,
            $"'{field}' has {prompt} tokens and the context {Writer.Context}: nothing can follow it", field, "context_length_exceeded"));
}
