namespace Kite.Instruments;

/// <summary>Kinds of instrument; shares and indices are both <see cref="Eq"/>.</summary>
public enum InstrumentType : byte
{
    Eq,
    Fut,
    Ce,
    Pe,
}
