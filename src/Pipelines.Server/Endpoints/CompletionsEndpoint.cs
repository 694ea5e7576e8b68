using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Pipelines.Serving;
using Pipelines.Tokenizers;

namespace Pipelines.Server;

/// <summary><c>/v1/completions</c>: continues texts.</summary>
internal sealed class CompletionsEndpoint(ServedModels models, ILogger logger)
{
    private const string Kind = "text_completion", IdPrefix = "cmpl-";

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/completions", ContinueAsync).Describe(
        "Continues texts", CompletionsRequest.Kind, "Completion", "Completion");

    private async Task ContinueAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAsync(context, CompletionsRequest.Kind);
        var model = models.Find(request.Model);
        var generations = request.Prompts.Select(prompt => Generation(request, model, prompt, KeyCheck.ClientOf(context))).ToArray();
        var choices = new CompletionChoices(
            [.. generations.SelectMany(generation => Choices(request, model, generation))], request.Sampling.Choices);
        var head = AnswerHead.Now(IdPrefix, Kind, model.Name);
        var (logProbs, tokenizer) = (request.Top is not null, model.Text.Tokenizer);

        var events = PromptBatch.Generate(model.Writer, generations, context.RequestAborted);
        if (request.Stream.IsStreamed)
        {
            using var stream = new EventStream(context.Response);
            var chunks = new CompletionChunks(stream, head, tokenizer, choices, logProbs, request.Stream.IncludeUsage);
            await StreamedAnswers.SendAsync(context, stream, events, chunks, logger);
            return;
        }

        await foreach (var happened in events.Checked()) choices.Take(happened);
        await JsonResponse.SendAsync(context, json =>
        {
            json.WriteStartObject();
            head.Write(json);
            json.WriteStartArray("choices");
            for (var i = 0; i < choices.All.Count; i++) CompletionJson.Write(json, tokenizer, i, choices.All[i], logProbs);
            json.WriteEndArray();
            choices.Usage.Write(json);
            json.WriteEndObject();
        });
    }

    private static GenerationRequest Generation(CompletionsRequest request, ServedModel model, GivenPrompt prompt, string client)
    {
        var tokens = prompt.EncodeBeginning(model.Text.Tokenizer);
        var room = model.Room(tokens.Length, prompt.Place);
        return request.Sampling.Applied(new GenerationRequest
        {
            Prompt = tokens,
            Sampling = request.Sampling.Over(model.Defaults, Math.Min(request.MaxAnswer ?? model.Defaults.MaxTokens, room)),
            EndTokens = model.EndTokens,
            Grammar = request.Grammar,
            Place = prompt.Text == "" ? TextPlace.Start : TextPlace.Within,
            TopLogProbs = request.Top,
            PromptLogProbs = request is { Echo: true, Top: not null },
            Client = client,
        });
    }

    private static IEnumerable<CompletionChoice> Choices(CompletionsRequest request, ServedModel model, GenerationRequest generation)
    {
        var echo = request.Echo ? model.Text.Tokenizer.Decode(generation.Prompt.Span) : null;
        for (var i = 0; i < generation.Choices; i++) yield return new CompletionChoice(
            model.Text.Tokenizer, generation.EndTokens!, echo, generation.Place);
    }
}
