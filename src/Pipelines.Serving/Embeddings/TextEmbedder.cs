using System.Collections.Concurrent;
using Pipelines.Models;
using Pipelines.Modules;

namespace Pipelines.Serving;

/// <summary>
/// Makes a vector of length one of each text, so that the product of two says how near they are. Requests come from any thread and are
/// read one after the other on one of its own.
/// </summary>
public sealed class TextEmbedder : IDisposable
{
    private const int MostWaiting = 256;

    private readonly EmbeddingBatches batches;
    private readonly BlockingCollection<Action> waiting = new(MostWaiting);
    private readonly Thread reader;

    /// <param name="model">stays its owner's, and is put into evaluation mode; a decoder may write with it at the same time</param>
    /// <param name="text">how text becomes its tokens</param>
    /// <param name="pooling">how the vectors of a text's tokens become one</param>
    /// <param name="batchTokens">most tokens that are read at once, padding included, where a single text has no more</param>
    public TextEmbedder(LanguageModel model, ModelText text, Pooling pooling = Pooling.Mean, int batchTokens = 4096)
    {
        model.eval();
        (Text, Dimensions, Context) = (text, model.Shape.Dim, model.Shape.Context);
        batches = new EmbeddingBatches(model, pooling, batchTokens);
        reader = new Thread(Read) { IsBackground = true, Name = nameof(TextEmbedder) };
        reader.Start();
    }

    /// <summary>How text becomes its tokens.</summary>
    public ModelText Text { get; }

    /// <summary>Numbers of a vector, where a request does not ask for fewer.</summary>
    public int Dimensions { get; }

    /// <summary>Most tokens of a text.</summary>
    public int Context { get; }

    /// <summary>The tokens of a text, with those that the tokenizer puts around one. What looks like a special token stays text.</summary>
    public int[] Tokens(string text) => Text.Tokenizer.Encode(text, new() { SpecialTokensAsText = true, AddTemplate = true });

    /// <summary>The vectors of texts, in their order.</summary>
    /// <param name="texts">tokens of each, from one to <see cref="Context"/></param>
    /// <param name="dimensions">
    /// how many numbers of each vector, the first ones, as models that were trained for it allow (Kusupati et al., arXiv:2205.13147); all
    /// when null
    /// </param>
    /// <param name="cancellation">stops between batches</param>
    /// <returns>[texts][dimensions], of length one</returns>
    /// <exception cref="RequestException">
    /// a text has no tokens or too many, one is not in the vocabulary, or a vector has not so many dimensions
    /// </exception>
    /// <exception cref="QueueFullException">as many requests wait as may</exception>
    /// <exception cref="OperationCanceledException">it was cancelled</exception>
    /// <exception cref="InvalidOperationException">it is disposed</exception>
    public Task<float[][]> Embed(IReadOnlyList<int[]> texts, int? dimensions = null, CancellationToken cancellation = default)
    {
        batches.Require(texts);
        if (dimensions is { } wanted && (wanted < 1 || wanted > Dimensions))
            throw new RequestException(
                "dimensions", $"{wanted:N0} dimensions are asked for; vectors of this model have {Dimensions:N0}, and can be cut to 1 or more");
        var made = new TaskCompletionSource<float[][]>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!waiting.TryAdd(() => Answer(made, texts, dimensions ?? Dimensions, cancellation)))
            throw new QueueFullException(waiting.Count);
        return made.Task;
    }

    /// <summary>Refuses what still comes, and reads what waits.</summary>
    public void Dispose()
    {
        waiting.CompleteAdding();
        reader.Join();
        waiting.Dispose();
    }

    private void Read()
    {
        foreach (var answer in waiting.GetConsumingEnumerable()) answer();
    }

    private void Answer(TaskCompletionSource<float[][]> made, IReadOnlyList<int[]> texts, int dimensions, CancellationToken cancellation)
    {
        try
        {
            made.SetResult(batches.Embed(texts, dimensions, cancellation));
        }
        catch (OperationCanceledException cancelled)
        {
            made.SetCanceled(cancelled.CancellationToken);
        }
        catch (Exception failure)
        {
            made.SetException(failure);
        }
    }
}
