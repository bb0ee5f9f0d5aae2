// title: Suspension Bridge
// description: Towers, cables and hangers that carry a deck over water, in clear weather, fog or dusk, from the shore or the deck
// tags: bridge, cables, water, architecture

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

vec2 hitBox(vec3 ro, vec3 rd, vec3 half_size) {
    vec3 inv = 1.0 / (rd + vec3(lessThan(abs(rd), vec3(1e-6))) * 1e-5);
    vec3 a = -inv * ro;
    vec3 k = abs(inv) * half_size;
    return vec2(max(max(a.x - k.x, a.y - k.y), a.z - k.z), min(min(a.x + k.x, a.y + k.y), a.z + k.z));
}

float rbox(vec2 p, vec2 b, float r) {
    vec2 e = abs(p) - b + r;
    return length(max(e, 0.0)) + min(max(e.x, e.y), 0.0) - r;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.4) + 7800U;
    float mood = rnd(s, 1), fog = 0.006 + 0.05 * rnd(s, 2) * rnd(s, 2), way = 1.9 * (rnd(s, 3) - 0.5);
    bool deckView = rnd(s, 4) < 0.45;
    vec3 ro = deckView ? vec3(0.6 * (rnd(s, 5) - 0.5), 1.5 + 0.5 * rnd(s, 6), 7.0 * rnd(s, 7)) : vec3(-6.0 - 7.0 * rnd(s, 5), 0.7 + 3.0 * rnd(s, 6), 10.0 * (rnd(s, 7) - 0.5));
    ro.z += 0.6 * iTime;
    vec3 ta = deckView ? ro + vec3(0.3 * way, 0.18, 1.0) : vec3(0.0, 1.8, ro.z + 5.0 * way);
    vec3 rd = look(rot(0.1 * (rnd(s, 8) - 0.5)) * u, ro, ta, deckView ? 0.8 : 0.9 + 0.8 * rnd(s, 9));
    vec3 high = hsv(0.52 + 0.2 * rnd(s, 10), 0.6, 0.3 + 0.6 * mood), low = mix(hsv(0.03 + 0.1 * rnd(s, 11), 0.65, 1.0), vec3(0.9, 0.93, 0.95), mood);
    vec3 paint = rnd(s, 12) < 0.4 ? vec3(0.75, 0.2, 0.12) : dye(s, s + 1U) * 0.8, sun = normalize(vec3(rnd(s, 13) - 0.5, 0.3 + 0.4 * mood, 1.0));
    vec3 gain = vec3(1.0), total = vec3(0.0);
    for (int bounce = 0; bounce < 2; bounce++) {
        vec3 sky = mix(low, high, smoothstep(-0.02, 0.5, rd.y));
        sky = mix(sky, low * 1.1, 0.6 * smoothstep(0.45, 0.7, fbm(rd.xz / (abs(rd.y) + 0.2) + 0.1 * iTime, 4, s)));
        sky += vec3(1.0, 0.7, 0.4) * pow(max(dot(rd, sun), 0.0), 60.0) * 0.7;
        float hills = 0.05 + 0.12 * fbm(vec2(atan(rd.x, rd.z + (abs(rd.z) < 1e-4 ? 1e-4 : 0.0)) * 3.0, 1.0), 4, s);
        vec3 col = rd.y < hills ? mix(hsv(0.3, 0.3, 0.3), low, 0.6) : sky;
        float t = 1e4, water = rd.y < -1e-3 ? -ro.y / rd.y : 1e4;
        float span = 9.0, deckY = 1.15;
        vec3 inv = 1.0 / (rd + vec3(lessThan(abs(rd), vec3(1e-5))) * 1e-4);
        vec2 slab = hitBox(ro - vec3(0.0, deckY, 0.0), rd, vec3(0.95, 0.1, 400.0));
        if (slab.x < slab.y && slab.x > 0.0) {
            t = slab.x;
            vec3 q = ro + rd * t;
            if (q.y > deckY + 0.09) {
                col = vec3(0.3, 0.3, 0.32) * (0.8 + 0.3 * noise(q.xz * vec2(9.0, 3.0), s));
                if (abs(abs(q.x) - 0.85) < 0.05) col = vec3(0.7);
                if (abs(q.x) < 0.03 || (abs(abs(q.x) - 0.42) < 0.02 && fract(q.z * 0.8) < 0.5)) col = vec3(0.95, 0.85, 0.4);
                for (int i = 0; i < 2; i++) {
                    float f = i == 0 ? 1.0 : -1.0, z = q.z - f * iTime * 2.0, c = floor(z / 2.3);
                    uint k = cell(ivec2(int(c), i), s);
                    float car = rbox(vec2(q.x - 0.4 * f, z - (c + 0.5) * 2.3), vec2(0.15, 0.32), 0.05);
                    if (rnd(k, 1) < 0.7 && car < 0.0) col = hsv(rnd(k, 2), 0.7, 0.7) * (abs(z - (c + 0.5) * 2.3) < 0.12 ? 0.5 : 1.0);
                }
            } else col = paint * (0.45 + 0.35 * step(0.5, fract(q.z * 2.0)) + 0.2 * step(rd.x, 0.0)) * (q.y < deckY - 0.09 ? 0.5 : 1.0);
        }
        for (int i = -1; i < 4; i++) {
            float zc = (floor(ro.z / span) + float(i) * sign(rd.z + 1e-4) + 0.5) * span;
            for (int side = 0; side < 2; side++) {
                vec3 c = vec3(side == 0 ? 1.1 : -1.1, 2.0, zc);
                vec2 h = hitBox(ro - c, rd, vec3(0.14, 2.4, 0.22));
                if (h.x < h.y && h.x > 0.0 && h.x < t) {
                    t = h.x;
                    vec3 q = ro + rd * t - c;
                    col = paint * (abs(q.x) > 0.139 ? 0.75 : 1.1) * (0.85 + 0.2 * step(0.12, fract(q.y * 1.6))) * (0.8 + 0.2 * q.y / 2.4);
                    if (q.y < -1.5) col = vec3(0.5, 0.48, 0.45) * (0.8 + 0.3 * noise(q.yz * 9.0, s));
                }
            }
            float tz = (zc - ro.z) * inv.z;
            vec3 q = ro + rd * tz;
            float cross_ = min(abs(q.y - 4.2) - 0.14, min(abs(q.y - 3.1) - 0.1, abs(q.y - 0.9) - 0.14));
            if (tz > 0.0 && tz < t && abs(q.x) < 1.1 && cross_ < 0.0) { t = tz; col = paint * 0.9; }
            if (tz > 0.0 && tz < t && abs(q.x) < 1.0 && q.y > 2.0 && q.y < 4.2 && rnd(s, 14) < 0.5 && abs(abs(q.x) - abs(fract((q.y - 2.0) / 1.1) - 0.5) * 2.0) < 0.07) { t = tz; col = paint * 0.8; }
        }
        for (int side = 0; side < 2; side++) {
            float x = side == 0 ? 1.1 : -1.1, tx = (x - ro.x) * inv.x;
            vec3 q = ro + rd * tx;
            if (tx > 0.0 && tx < t && tx < 60.0) {
                float f = fract(q.z / span + 0.5), sag = deckY + 0.35 + 2.75 * 4.0 * f * f - 2.75 * 4.0 * f + 2.75;
                float w = 2.0 * tx / iResolution.y / 1.4, slope = 2.75 * 4.0 * (2.0 * f - 1.0) / span;
                float cable = abs(q.y - sag) / sqrt(1.0 + slope * slope) - 0.05;
                float pitch = 0.5, hang = abs(fract(q.z / pitch) - 0.5) * pitch;
                hang = max(0.5 * pitch - hang - 0.012, max(q.y - sag, deckY - q.y));
                float rail = max(min(abs(q.y - deckY - 0.3) - 0.018, 0.5 * 0.14 - abs(fract(q.z / 0.14) - 0.5) * 0.14 - 0.008), max(deckY - q.y, q.y - deckY - 0.32));
                float d = min(min(cable, hang), rail), a = clamp(0.5 - d / w, 0.0, 1.0);
                vec3 c = cable < hang && cable < rail ? paint * 1.1 : mix(paint, vec3(0.75), 0.35);
                float haze = exp(-fog * tx);
                col = mix(mix(low, col, t < 1e3 ? exp(-fog * t) / max(haze, 1e-3) : 1.0), c, a * haze);
            }
        }
        if (water < t) {
            vec3 q = ro + rd * water;
            float n1 = noise(q.xz * vec2(1.6, 2.6) + iTime, s) - 0.5, n2 = noise(q.xz * 5.0 - iTime, s + 1U) - 0.5;
            vec3 n = normalize(vec3(0.12 * n1 + 0.07 * n2, 1.0, 0.12 * n2 - 0.08 * n1) * vec3(1.0 / (1.0 + 0.1 * water), 1.0, 1.0 / (1.0 + 0.1 * water)));
            float fres = 0.12 + 0.88 * pow(clamp(1.0 + dot(rd, n), 0.0, 1.0), 4.0), haze = exp(-fog * water);
            vec3 deep = hsv(0.47 + 0.13 * rnd(s, 15), 0.6, 0.28);
            total += gain * ((1.0 - haze) * low + haze * (1.0 - fres) * deep);
            gain *= haze * fres;
            if (bounce == 1) total += gain * low;
            ro = q + vec3(0.0, 0.01, 0.0);
            rd = reflect(rd, n);
            rd.y = max(rd.y, 0.002);
        } else {
            total += gain * (t < 1e3 ? mix(low, col, exp(-fog * t)) : col);
            break;
        }
    }
    fragColor = vec4(film(total * 1.5), 1.0);
}
