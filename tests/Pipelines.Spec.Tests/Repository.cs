namespace Pipelines.Spec.Tests;

/// <summary>Files of the repository, which the tests read and, with UPDATE_SNAPSHOTS=1, write.</summary>
internal static class Repository
{
    private static readonly string Root = Find();

    public static bool Updates => Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1";

    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "Pipelines.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Pipelines.sln is not above the test's folder");
        return folder.FullName;
    }
}
