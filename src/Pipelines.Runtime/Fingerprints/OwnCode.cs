namespace Pipelines.Runtime.Fingerprints;

/// <summary>
/// The code of the project's own classes that a pipeline file names, as hashes of its text: 16 hexadecimal digits, which comments and white
/// space leave as they are. The build takes them; they are part of the names of what these classes have made.
/// </summary>
public sealed class OwnCode
{
    /// <summary>Of each block, by its word in the file.</summary>
    public IDictionary<string, string> Blocks { get; } = new Dictionary<string, string>();

    /// <summary>Of each verifier, by its word in the file.</summary>
    public IDictionary<string, string> Verifiers { get; } = new Dictionary<string, string>();
}
