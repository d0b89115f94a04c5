/** A place, with a link to a map. */
import { mapUrl, type Place } from "../../../store/messages/payload";
import { Pin } from "../../../ui/components/icons";
import { useT } from "../../i18n/language";

export function LocationCard({ place }: { place: Place }) {
  const t = useT();
  const coordinates = `${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}`;
  return (
    <div className="card-row">
      <Pin />
      <div>
        {place.name !== "" && (
          <p className="card-title" dir="auto">
            {place.name}
          </p>
        )}
        {place.address !== "" && <p dir="auto">{place.address}</p>}
        <p className="bubble-hint">{coordinates}</p>
        <a className="card-link" href={mapUrl(place)} target="_blank" rel="noopener noreferrer">
          {t.media.map}
        </a>
      </div>
    </div>
  );
}
