using System.ClientModel;
using OpenAI;
using OpenAI.Chat;

namespace Pipelines.Server.Tests;

/// <summary>OpenAI's own clients, pointed at a running server.</summary>
internal static class OfficialClients
{
    public static ChatClient Chat(this RunningServer server) => server.Client().GetChatClient(RunningServer.ModelName);

    public static OpenAIClient Client(this RunningServer server, string key = "any") => new(
        new ApiKeyCredential(key),
        new OpenAIClientOptions
        {
            Endpoint = new Uri(server.Url, "/v1"),
            RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(maxRetries: 0),
        });
}
