using Pipelines.Serving;
using Pipelines.Tokenizers;

namespace Pipelines.Server;

/// <summary>Continuations in pieces.</summary>
/// <param name="stream">where they go</param>
/// <param name="head">what each begins with</param>
/// <param name="tokenizer">the model's</param>
/// <param name="choices">the continuations</param>
/// <param name="logProbs">whether tokens are told</param>
/// <param name="includeUsage">whether a last piece counts tokens</param>
internal sealed class CompletionChunks(
    EventStream stream, AnswerHead head, Tokenizer tokenizer, CompletionChoices choices, bool logProbs, bool includeUsage) : IStreamedAnswer
{
    public void Take(GenerationEvent happened)
    {
        choices.Take(happened);
        var choice = choices.All[happened.Choice];
        if (choice is { Text: "", FinishReason: null }) return;
        stream.Write(json =>
        {
            json.WriteStartObject();
            head.Write(json);
            json.WriteStartArray("choices");
            CompletionJson.Write(json, tokenizer, happened.Choice, choice, logProbs);
            json.WriteEndArray();
            if (includeUsage) json.WriteNull("usage");
            json.WriteEndObject();
        });
        choice.Clear();
    }

    public void Finish()
    {
        if (includeUsage) stream.Write(json => choices.Usage.WritePiece(json, head));
        stream.WriteDone();
    }

    public void Fail(ApiError error) => stream.Write(json => ErrorJson.Write(json, error));
}
