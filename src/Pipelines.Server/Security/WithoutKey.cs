namespace Pipelines.Server;

/// <summary>Marks an endpoint that anyone may call.</summary>
internal sealed class WithoutKey
{
    public static WithoutKey Instance { get; } = new();

    private WithoutKey() { }
}
