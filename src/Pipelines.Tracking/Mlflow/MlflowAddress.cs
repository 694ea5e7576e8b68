using System.Net.Http.Headers;
using System.Text;

namespace Pipelines.Tracking.Mlflow;

/// <summary>Where an MLflow server is, and who asks.</summary>
/// <param name="Uri">an http or https address, which ends in a slash</param>
/// <param name="Authorization">what each request is signed with, or null</param>
public sealed record MlflowAddress(Uri Uri, AuthenticationHeaderValue? Authorization)
{
    /// <summary>The environment variable that names a server: MLflow's own.</summary>
    public const string Variable = "MLFLOW_TRACKING_URI";

    /// <summary>
    /// The server that a pipeline or else the environment names, with the credentials of <c>MLFLOW_TRACKING_TOKEN</c>, or
    /// <c>MLFLOW_TRACKING_USERNAME</c> and <c>MLFLOW_TRACKING_PASSWORD</c>, or the address itself.
    /// </summary>
    /// <param name="given">an address, or null</param>
    /// <param name="environment">gives environment variables</param>
    /// <returns>null where neither names one over http: other kinds of addresses are MLflow's own stores</returns>
    /// <exception cref="TrackingException">the address is none</exception>
    public static MlflowAddress? Find(string? given, Func<string, string?> environment)
    {
        var text = given ?? environment(Variable);
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (!text.StartsWith("http://", StringComparison.Ordinal) && !text.StartsWith("https://", StringComparison.Ordinal)) return null;
        if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var uri))
            throw new TrackingException($"'{text}' is no address of a server; one is like http://localhost:5000");
        var plain = new UriBuilder(uri) { UserName = "", Password = "" }.Uri;
        return new MlflowAddress(plain, Credentials(uri, environment));
    }

    private static AuthenticationHeaderValue? Credentials(Uri uri, Func<string, string?> environment)
    {
        if (environment("MLFLOW_TRACKING_USERNAME") is { Length: > 0 } user)
            return Basic($"{user}:{environment("MLFLOW_TRACKING_PASSWORD")}");
        if (environment("MLFLOW_TRACKING_TOKEN") is { Length: > 0 } token) return new AuthenticationHeaderValue("Bearer", token);
        return uri.UserInfo.Length > 0 ? Basic(Uri.UnescapeDataString(uri.UserInfo)) : null;
    }

    private static AuthenticationHeaderValue Basic(string credentials) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
}
