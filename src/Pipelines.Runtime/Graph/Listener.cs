namespace Pipelines.Runtime.Graph;

/// <summary>Passes progress on at once and on the same thread, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class Listener<T>(Action<T> told) : IProgress<T>
{
    public void Report(T value) => told(value);
}
