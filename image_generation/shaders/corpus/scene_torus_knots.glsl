// title: Torus Knots
// description: Closed knots of rope, pipe and ribbon wound about a ring, striped and glazed, hovering over a floor
// tags: scene, knots, raymarching, shadow

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
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

uint s;
vec3 knot;
float strands, flatness;
mat2 lean;

float map(vec3 p, out vec2 uv) {
    p.yz = lean * p.yz;
    float a = atan(p.z, p.x + 1e-5), w = a * knot.x / strands;
    vec2 q = vec2(length(p.xz) - 1.15, p.y);
    uv = vec2(0.0);
    float b = atan(q.y, q.x + 1e-5) - w, part = 6.2832 / strands;
    float i = floor(b / part + 0.5), l = length(q);
    vec2 o = l * vec2(cos(b - i * part), sin(b - i * part)) - vec2(knot.y, 0.0);
    float v = atan(o.y, o.x + 1e-5);
    vec2 f = rot(1.5 * a) * o;
    float d = mix(length(o) - knot.z, max(abs(f.x) - knot.z * 1.25, abs(f.y) - knot.z * 0.5), flatness);
    uv = vec2(a, v);
    return max(d * 0.62, l - 0.95);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 2.5) + 4300U;
    strands = 2.0 + floor(3.0 * rnd(s, 1));
    knot = vec3(1.0 + 2.0 * floor(2.5 * rnd(s, 2)) + (strands == 3.0 ? 1.0 : 0.0), 0.42 + 0.1 * rnd(s, 3), 0.0);
    knot.z = (strands < 2.5 ? 0.26 : strands < 3.5 ? 0.24 : 0.19) * (0.65 + 0.35 * rnd(s, 4));
    flatness = rnd(s, 5) < 0.35 ? 1.0 : 0.0;
    lean = rot(rnd(s, 6) < 0.35 ? 0.0 : 1.57 * rnd(s, 6));
    float way = 6.28 * rnd(s, 7) + 0.4 * iTime, floorY = -1.35 - 0.4 * rnd(s, 8), far = 3.6 + 1.6 * rnd(s, 9);
    vec3 ro = vec3(far * cos(way), 0.4 + 2.6 * rnd(s, 10), far * sin(way));
    vec3 rd = look(p, ro, vec3(0.0, -0.2, 0.0) + 1.1 * (rnd3(s, 11) - 0.5), 1.2 + 1.5 * rnd(s, 12));
    float az = 6.28 * rnd(s, 13);
    vec3 sun = normalize(vec3(cos(az), 0.8 + 0.6 * rnd(s, 14), sin(az)));
    vec3 back = dye(s, s + 1U), a = hsv(rnd(s, 15), 0.8, 0.85), b = dye(s, s + 3U);
    vec3 sky = mix(back, back.zxy * 0.4, smoothstep(-0.3, 0.6, rd.y)) * (0.85 + 0.2 * step(0.0, sin(9.0 * atan(rd.z, rd.x + 1e-5)) * (rnd(s, 16) - 0.5)));
    float ground = rd.y < -1e-3 ? (floorY - ro.y) / rd.y : 1e4;
    vec2 uv;
    float near = dot(-ro, rd), miss = dot(ro, ro) - near * near, d = 1.0, t = 1e4;
    bool hit = false;
    if (miss < 4.6) {
        float reach = sqrt(4.6 - miss);
        t = near - reach;
        for (int i = 0; i < 36; i++) {
            d = map(ro + rd * t, uv);
            if (d < 0.003 || t > near + reach) break;
            t += d;
        }
        hit = d < 0.012 && t < near + reach && t < ground;
    }
    vec3 col = sky;
    if (hit || ground < 30.0) {
        if (!hit) t = ground;
        vec3 q = ro + rd * t, n = vec3(0.0, 1.0, 0.0), mat;
        float gloss = 0.0, ao = 1.0;
        if (hit) {
            vec2 e = vec2(0.006, 0.0), m;
            float d0 = map(q, uv);
            n = normalize(vec3(map(q + e.xyy, m), map(q + e.yxy, m), map(q + e.yyx, m)) - d0 + 1e-6);
            float kind = rnd(s, 17), v = uv.y / 6.2832;
            if (kind < 0.3) mat = mix(a, vec3(0.93), step(0.5, fract(uv.x * 6.0)));
            else if (kind < 0.55) mat = mix(a, b, step(0.5, fract(uv.x * 4.0 + v * 2.0)));
            else if (kind < 0.75) {
                float rope = sin(uv.x * 40.0 + uv.y * 3.0);
                mat = mix(vec3(0.5, 0.35, 0.2), a, 0.4) * (0.7 + 0.4 * rope);
                n = normalize(n + 0.35 * rope * normalize(cross(n, vec3(0.0, 1.0, 0.1))));
            } else mat = a * (0.8 + 0.3 * fbm(vec2(uv.x * 8.0, sin(uv.y) * 2.0), 3, s));
            gloss = kind < 0.55 || kind > 0.75 ? 0.9 : 0.15;
            ao = 0.55 + 0.45 * smoothstep(0.0, 0.15, map(q + n * 0.15, m));
        } else {
            vec2 g = rot(rnd(s, 18) * 6.28) * q.xz * (0.6 + rnd(s, 19)), f = abs(fract(g) - 0.5);
            float kind = rnd(s, 20);
            float w = kind < 0.3 ? step(0.46, max(f.x, f.y)) : kind < 0.55 ? step(f.x + f.y, 0.3) : kind < 0.8 ? smoothstep(0.42, 0.56, fbm(g * 1.5, 4, s)) : step(0.5, fract(length(q.xz) * 1.2));
            mat = mix(dye(s, s + 4U), dye(s, s + 5U), w) * (0.8 + 0.3 * noise(q.xz * 9.0, s));
        }
        float lit = max(dot(n, sun), 0.0), k = 0.06;
        if (!hit) k = max(0.06, -0.9 - floorY);
        vec2 m;
        for (int i = 0; i < 11; i++) {
            float h = map(q + n * 0.02 + sun * k, m);
            lit *= clamp(0.15 + 9.0 * h / k, 0.0, 1.0);
            if (lit < 0.02 || k > 4.5) break;
            k += clamp(h, 0.06, 0.6);
        }
        vec3 r = reflect(rd, n);
        float fres = 0.06 + 0.6 * pow(clamp(1.0 + dot(rd, n), 0.0, 1.0), 4.0);
        vec3 env = r.y < 0.0 ? dye(s, s + 4U) * 0.6 : mix(back, back.zxy * 0.5, r.y) + step(0.8, sin(3.0 * r.x + 1.0) * sin(4.0 * r.z)) * 1.4;
        vec3 shaded = mat * (1.45 * lit + (0.38 + 0.2 * n.y) * ao * (0.6 + 0.5 * back)) + gloss * (fres * env + lit * pow(max(dot(r, sun), 0.0), 60.0));
        col = mix(sky, shaded, exp(-0.003 * t * t));
    }
    fragColor = vec4(film(col * 1.45), 1.0);
}
