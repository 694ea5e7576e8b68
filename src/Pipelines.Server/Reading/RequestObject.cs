using System.Text.Json;

namespace Pipelines.Server;

/// <summary>
/// An object in a request, whose members are read by their definitions. A member that is null is as one that is not there.
/// </summary>
internal readonly struct RequestObject(JsonElement json, Place place)
{
    /// <summary>Where it is.</summary>
    public Place Place => place;

    /// <summary>Where a member of it is.</summary>
    public Place At(Member member) => place.Member(member.Name);

    /// <summary>Whether a member is there.</summary>
    public bool Has(Member member) => TryGet(member, out _);

    /// <summary>A member that must be there.</summary>
    public T Required<T>(Member<T> member) =>
        TryGet(member, out var value) ? member.Read(value, place) : throw At(member).Fault("is missing");

    /// <summary>A member, or what holds where it is not there.</summary>
    public T Or<T>(Member<T> member, T otherwise) => TryGet(member, out var value) ? member.Read(value, place) : otherwise;

    /// <summary>A member, or null.</summary>
    public T? Find<T>(Member<T> member) where T : class => TryGet(member, out var value) ? member.Read(value, place) : null;

    /// <summary>A number or flag, or null.</summary>
    public T? Given<T>(Member<T> member) where T : struct => TryGet(member, out var value) ? member.Read(value, place) : null;

    private bool TryGet(Member member, out JsonElement value) =>
        json.TryGetProperty(member.Name, out value) && value.ValueKind != JsonValueKind.Null;
}
