namespace Orleans.Runtime;

/// <summary>Room for a call in an array. An array of the calls themselves would check the type of each that is put in.</summary>
struct CallSlot
{
    public Request? Call;
}
