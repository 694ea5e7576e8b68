using Microsoft.AspNetCore.Builder;

namespace Pipelines.Server;

/// <summary>What the API's document says of an endpoint.</summary>
/// <param name="Summary">what it does</param>
/// <param name="Request">what its body is; null where it has none</param>
/// <param name="Answer">the schema of its answer, one of <c>answers.json</c>; null where it is no JSON</param>
/// <param name="StreamedAnswer">that of the events of a streamed one; null where it is not streamed</param>
internal sealed record ApiDescription(string Summary, ISchema? Request, string? Answer, string? StreamedAnswer);

/// <summary>Describes endpoints.</summary>
internal static class ApiDescriptions
{
    public static IEndpointConventionBuilder Describe(
        this IEndpointConventionBuilder endpoint, string summary, ISchema? request, string? answer, string? streamedAnswer = null) =>
        endpoint.WithMetadata(new ApiDescription(summary, request, answer, streamedAnswer));
}
