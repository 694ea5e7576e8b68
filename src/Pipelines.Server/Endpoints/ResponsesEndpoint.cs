using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Pipelines.Serving;

namespace Pipelines.Server;

/// <summary><c>/v1/responses</c>: answers a conversation, of which nothing is kept.</summary>
internal sealed class ResponsesEndpoint(ServedModels models, ILogger logger)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/responses", AnswerAsync).Describe(
        "Answers a conversation, of which nothing is kept", ResponsesRequest.Kind, "Response", "ResponseEvent");

    private async Task AnswerAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAsync(context, ResponsesRequest.Kind);
        var model = models.Find(request.Model);
        var (engine, prompt) = (model.Writer, ChatPrompt.Of(model.Chat, request.Chat));
        var room = model.Room(prompt.Tokens.Length, "input");
        var sampling = request.Sampling.Over(model.Defaults, Math.Min(request.MaxAnswer ?? room, room));
        var generation = request.Sampling.Applied(prompt.ToRequest(sampling)) with { Client = KeyCheck.ClientOf(context) };

        var output = new ResponseOutput(prompt.NewParser());
        var response = new ResponseJson(AnswerHead.Now("resp_", "response", model.Name), request, sampling, output);
        var events = engine.Generate(generation, context.RequestAborted);
        if (request.IsStreamed)
        {
            using var stream = new EventStream(context.Response);
            await StreamedAnswers.SendAsync(context, stream, events, new ResponseEvents(stream, response, output), logger);
            return;
        }

        await foreach (var happened in events.Checked())
            foreach (var _ in output.Take(happened)) { }
        await JsonResponse.SendAsync(context, response.Write);
    }
}
