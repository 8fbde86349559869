namespace Kite.Instruments;

public sealed partial class InstrumentMaster
{
    /// <summary>
    /// Reads the broker's CSV as it streams in. Rows that make no sense are counted; a damaged download (a web page, a cut-off stream, a
    /// missing header, too few rows, or too many bad ones) is <see cref="OutcomeKind.Unknown"/> with a reason. Does not close the stream.
    /// </summary>
    /// <param name="atLeast">Rows that a whole list has; half of the last one's is a good measure.</param>
    public static async Task<Outcome<InstrumentMaster>> LoadAsync(Stream utf8Csv, CancellationToken cancellationToken, int atLeast = 1)
    {
        ArgumentNullException.ThrowIfNull(utf8Csv);
        var csv = new InstrumentCsv();
        return await csv.ReadAsync(utf8Csv, cancellationToken, atLeast) is { } damage
            ? Outcome<InstrumentMaster>.Unknown(damage)
            : Outcome<InstrumentMaster>.Accepted(new InstrumentMaster([.. csv.Rows], csv.BadRows));
    }
}
