using Pipelines.Serving;

namespace Pipelines.Server;

/// <summary>Writes what happens to a request as events of a stream.</summary>
internal interface IStreamedAnswer
{
    /// <summary>Something happened.</summary>
    void Take(GenerationEvent happened);

    /// <summary>All answers are complete.</summary>
    void Finish();

    /// <summary>The answer cannot go on.</summary>
    void Fail(ApiError error);
}
