namespace Pipelines.Tracking.Mlflow;

/// <summary>Something of the embedded store on its way to a server. Sending is repeated until all of it is there.</summary>
internal interface ISending
{
    /// <summary>What it is, for people: <c>run 3f2a91bc</c>.</summary>
    string Title { get; }

    /// <summary>Whether it is a registered model, not a run.</summary>
    bool IsModel { get; }

    /// <summary>Sends what is not there yet.</summary>
    /// <returns>whether all of it is there</returns>
    /// <exception cref="MlflowException">the server is away, or refuses</exception>
    /// <exception cref="TrackingException">the store cannot be read</exception>
    bool Send();
}
