using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Pipelines.Serving;

namespace Pipelines.Server;

/// <summary><c>/v1/chat/completions</c>: answers a conversation.</summary>
internal sealed class ChatCompletionsEndpoint(ServedModels models, ILogger logger)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/chat/completions", AnswerAsync).Describe(
        "Answers a conversation", ChatCompletionsRequest.Kind, "ChatCompletion", "ChatCompletionChunk");

    private async Task AnswerAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAsync(context, ChatCompletionsRequest.Kind);
        var model = models.Find(request.Model);
        var (engine, prompt) = (model.Writer, ChatPrompt.Of(model.Chat, request.Chat));
        var generation = Generation(request, model, prompt) with { Client = KeyCheck.ClientOf(context) };
        var choices = new ChatChoice[generation.Choices];
        for (var i = 0; i < choices.Length; i++) choices[i] = new ChatChoice(prompt.NewParser(), generation.EndTokens!);

        var events = engine.Generate(generation, context.RequestAborted);
        var logProbs = generation.TopLogProbs is not null;
        if (request.Stream.IsStreamed)
        {
            using var stream = new EventStream(context.Response);
            var head = AnswerHead.Now("chatcmpl-", "chat.completion.chunk", model.Name);
            var chunks = new ChatChunks(stream, head, model.Text.Tokenizer, choices, logProbs, request.Stream.IncludeUsage);
            await StreamedAnswers.SendAsync(context, stream, events, chunks, logger);
        }
        else
        {
            var head = AnswerHead.Now("chatcmpl-", "chat.completion", model.Name);
            var answer = new ChatAnswer(head, model.Text.Tokenizer, choices, logProbs);
            await foreach (var happened in events.Checked()) answer.Take(happened);
            await JsonResponse.SendAsync(context, answer.Write);
        }
    }

    private static GenerationRequest Generation(ChatCompletionsRequest request, ServedModel model, ChatPrompt prompt)
    {
        var room = model.Room(prompt.Tokens.Length, "messages");
        var sampling = request.Sampling.Over(model.Defaults, Math.Min(request.MaxAnswer ?? room, room));
        return request.Sampling.Applied(prompt.ToRequest(sampling)) with { TopLogProbs = request.Top };
    }
}
